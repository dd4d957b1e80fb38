//! Questions to the syntax tree that progenitor makes, and the cases of names.

use syn::{Attribute, Fields, ImplItem, ImplItemFn, Item, ItemEnum, ItemStruct, Meta, Type, parse_quote};

/// The items of `mod types`.
pub(super) fn models(file: &mut syn::File) -> Option<&mut Vec<Item>> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    })
}

/// The methods of the client that send a request.
pub(super) fn methods(file: &mut syn::File) -> impl Iterator<Item = &mut ImplItemFn> {
    let items = file.items.iter_mut().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&mut block.items),
        _ => None,
    });
    items.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method),
        _ => None,
    })
}

pub(super) fn is_impl_of(block: &syn::ItemImpl, name: &str) -> bool {
    block.trait_.as_ref().is_some_and(|(path, ..)| path.segments.last().is_some_and(|last| last.ident == name))
}

/// A text with limits, such as a name: typify hides what is in it.
pub(super) fn is_checked_text(model: &ItemStruct) -> bool {
    matches!(&model.fields, Fields::Unnamed(fields) if fields.unnamed.iter().all(|field| matches!(field.vis, syn::Visibility::Inherited)))
}

pub(super) fn is_fieldless(model: &ItemEnum) -> bool {
    model.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit))
}

pub(super) fn is_option(kind: &Type) -> bool {
    is(kind, "Option")
}

fn is(kind: &Type, name: &str) -> bool {
    matches!(kind, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The name of a field in JSON, or `None` for the one that takes all that has no field.
pub(super) fn name_in_json(field: &syn::Field) -> Option<String> {
    if field.attrs.iter().any(|attribute| mentions(attribute, "flatten")) {
        return None;
    }
    let mut name = field.ident.as_ref()?.to_string();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What is not of the form `word = "text"` is a word alone, and of no interest here.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value() {
                let value: syn::LitStr = value.parse()?;
                if meta.path.is_ident("rename") {
                    name = value.value();
                }
            }
            Ok(())
        });
    }
    Some(name)
}

/// Whether a field that does not come is what is empty for its type.
pub(super) fn has_default(field: &syn::Field) -> bool {
    field.attrs.iter().any(|attribute| mentions(attribute, "default"))
}

fn mentions(attribute: &Attribute, word: &str) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string().contains(word))
}

pub(super) fn underive(attributes: &mut [Attribute], unwanted: &str) {
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let mut kept = Vec::<syn::Path>::new();
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.segments.last().is_none_or(|last| last.ident != unwanted) {
                kept.push(meta.path);
            }
            Ok(())
        });
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}

/// `list_contact_details` in the case of types.
pub(super) fn pascal(snake: &str) -> String {
    snake.split('_').map(capitalised).collect()
}

/// `listContactDetails` in the case of functions.
pub(super) fn snake(camel: &str) -> String {
    camel.chars().fold(String::new(), |mut text, letter| {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
        text
    })
}

/// A word with its first letter in upper case.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

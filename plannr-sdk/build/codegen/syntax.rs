//! Questions to the syntax tree that progenitor makes, and the cases of names.

use syn::{Attribute, Fields, ImplItem, ImplItemFn, Item, ItemEnum, ItemStruct, Type, parse_quote};

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
    let (mut name, mut is_rest) = (field.ident.as_ref()?.to_string(), false);
    each_word_of_serde(field, |word, text| match text {
        Some(text) if word.is_ident("rename") => name = text,
        _ => is_rest |= word.is_ident("flatten"),
    });
    (!is_rest).then_some(name)
}

/// The function that makes a field that does not come, if there is one.
pub(super) fn default_of(field: &syn::Field) -> Option<String> {
    let mut function = None;
    each_word_of_serde(field, |word, text| {
        if word.is_ident("default") {
            function = Some(text.unwrap_or_else(|| "::std::default::Default::default".to_owned()));
        }
    });
    function
}

/// What serde is told of a field: words alone, such as `default`, and with a text, such as `rename = "type"`.
fn each_word_of_serde(field: &syn::Field, mut see: impl FnMut(&syn::Path, Option<String>)) {
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Of what has another form nothing is asked.
        let _ = attribute.parse_nested_meta(|meta| {
            let text = meta.value().ok().map(|value| value.parse::<syn::LitStr>()).transpose()?;
            see(&meta.path, text.map(|text| text.value()));
            Ok(())
        });
    }
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

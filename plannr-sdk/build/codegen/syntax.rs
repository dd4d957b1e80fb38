//! Queries on the syntax tree that progenitor generates.

use syn::{Attribute, Fields, Item, ItemEnum, ItemStruct, Type, Visibility, parse_quote};

/// The items of `mod types`.
pub(super) fn models(file: &mut syn::File) -> Option<&mut Vec<Item>> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    })
}

pub(super) fn is_impl_of(block: &syn::ItemImpl, name: &str) -> bool {
    block.trait_.as_ref().is_some_and(|(path, ..)| ends_with(path, name))
}

/// Whether a model is a string with limits, whose content typify makes private.
pub(super) fn is_checked_text(model: &ItemStruct) -> bool {
    matches!(&model.fields, Fields::Unnamed(fields) if fields.unnamed.iter().all(|field| matches!(field.vis, Visibility::Inherited)))
}

pub(super) fn is_fieldless(model: &ItemEnum) -> bool {
    model.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit))
}

pub(super) fn is_option(kind: &Type) -> bool {
    matches!(kind, Type::Path(kind) if ends_with(&kind.path, "Option"))
}

fn ends_with(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// Removes a trait from `derive` attributes.
pub(super) fn underive(attributes: &mut [Attribute], unwanted: &str) {
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let mut kept = Vec::new();
        let _ = attribute.parse_nested_meta(|meta| {
            kept.extend((!ends_with(&meta.path, unwanted)).then_some(meta.path));
            Ok(())
        });
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
}

//! What progenitor and typify write, made fit for this SDK: each function is one change to the syntax tree.

use std::collections::BTreeSet;

use syn::{
    Attribute, Expr, Fields, FnArg, Ident, ImplItem, ImplItemFn, Item, ItemEnum, ItemStruct, Pat, Stmt, Type,
    parse_quote,
};

use super::syntax::{is_checked_text, is_fieldless, is_impl_of, is_option, methods, models, pascal, underive};

/// All changes. `requests` names the types that request bodies are made of; the others are made of answers.
pub(super) fn postprocess(file: &mut syn::File, requests: &BTreeSet<String>) {
    drop_what_is_not_used(file);
    file.items.insert(
        0,
        parse_quote!(
            #[allow(unused_imports)]
            use crate::transport::encode_path;
        ),
    );
    let queries: Vec<Item> = methods(file).filter_map(name_the_query).collect();
    file.items.extend(queries);
    methods(file).for_each(send_only_what_the_spec_names);
    methods(file).for_each(make_the_request);
    let Some(models) = models(file) else { return };
    let texts: Vec<Ident> = models.iter().filter_map(checked_text).cloned().collect();
    models.retain(|item| !is_display_of_text(item) && !is_deref_of(item, &texts));
    let mut added: Vec<Item> = texts.iter().map(give_the_text_by_name).collect();
    for item in models.iter_mut() {
        match item {
            Item::Struct(model) => {
                drop_echo(&mut model.attrs, &model.ident);
                if requests.contains(&model.ident.to_string()) {
                    added.extend(construct_from_the_required(model));
                } else if matches!(model.fields, Fields::Named(_)) {
                    // It is read by a macro of ours, field by field, in any form that keeps the meaning.
                    underive(&mut model.attrs, "Deserialize");
                }
                added.push(show_no_content_of_struct(model));
                leave_room(&mut model.attrs);
            }
            Item::Enum(model) => {
                drop_echo(&mut model.attrs, &model.ident);
                if !is_fieldless(model) {
                    if !requests.contains(&model.ident.to_string()) {
                        underive(&mut model.attrs, "Deserialize");
                    }
                    added.push(show_no_content_of_enum(model));
                }
                leave_room(&mut model.attrs);
            }
            // The crate has one public error, into which this one turns.
            Item::Mod(module) if module.ident == "error" => module.vis = parse_quote!(pub(crate)),
            _ => {}
        }
    }
    models.extend(added);
}

/// `Client::new` unwraps and sets time-outs of its own, and hooks and re-exports are for a client that sends.
fn drop_what_is_not_used(file: &mut syn::File) {
    file.items.retain(|item| match item {
        Item::Mod(module) => module.ident != "prelude",
        Item::Use(_) => false,
        Item::Impl(block) => !is_impl_of(block, "ClientInfo") && !is_impl_of(block, "ClientHooks"),
        _ => true,
    });
    for item in &mut file.items {
        match item {
            // Its `Debug` would print the base URL and the settings of reqwest.
            Item::Struct(client) => underive(&mut client.attrs, "Debug"),
            Item::Impl(block) => {
                block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
            }
            _ => {}
        }
    }
}

/// Optional parameters become the named fields of a struct: ten positional ones are easily confused, and a spec with
/// one more would not compile with the wrappers.
fn name_the_query(method: &mut ImplItemFn) -> Option<Item> {
    let is_optional = |argument: &FnArg| matches!(argument, FnArg::Typed(typed) if is_option(&typed.ty));
    let (optional, others): (Vec<FnArg>, Vec<FnArg>) = method.sig.inputs.iter().cloned().partition(is_optional);
    if optional.is_empty() {
        return None;
    }
    let (names, kinds): (Vec<Pat>, Vec<Type>) = optional
        .into_iter()
        .filter_map(|argument| match argument {
            FnArg::Typed(typed) => Some((*typed.pat, *typed.ty)),
            FnArg::Receiver(_) => None,
        })
        .unzip();
    let query = syn::parse_str::<Ident>(&format!("{}Query", pascal(&method.sig.ident.to_string()))).ok()?;
    method.sig.inputs = others.into_iter().collect();
    method.sig.inputs.push(parse_quote!(query: #query<'a>));
    method.block.stmts.insert(0, parse_quote!(let #query { #(#names),* } = query;));
    Some(parse_quote! {
        /// The optional parameters of the operation.
        #[derive(Clone, Default)]
        pub struct #query<'a> { #(pub #names: #kinds),* }
    })
}

/// A generated method makes its request, and no more: it is sent, again and again, by the transport, and what its answer
/// means is decided in `decode.rs`. Progenitor's way would lose failures that are not reqwest's, and the status of what does
/// not decode.
fn make_the_request(method: &mut ImplItemFn) {
    let name = method.sig.ident.to_string();
    let is_named = |statement: &Stmt, wanted: &str| match statement {
        Stmt::Local(local) => matches!(&local.pat, Pat::Ident(name) if name.ident == wanted),
        _ => false,
    };
    let statements = &mut method.block.stmts;
    for statement in statements.iter_mut().filter(|statement| is_named(statement, "request")) {
        let Stmt::Local(local) = statement else { continue };
        local.attrs.clear();
        local.pat = parse_quote!(request);
        local.init.as_mut().into_iter().for_each(|init| name_the_parameters(&mut init.expr));
    }
    if let Some(at) = statements.iter().position(|statement| is_named(statement, "info")) {
        statements.truncate(at);
        statements.push(Stmt::Expr(parse_quote!(Ok((request, #name))), None));
        method.sig.asyncness = None;
        method.sig.output = parse_quote!(-> crate::transport::BuiltRequest);
    }
}

/// Progenitor's own type for a parameter of a query is one for lists as well, and costs its users a crate with four more:
/// a name and an `Option` is what reqwest knows by itself.
fn name_the_parameters(expression: &mut Expr) {
    match expression {
        Expr::Try(tried) => name_the_parameters(&mut tried.expr),
        Expr::MethodCall(call) => {
            name_the_parameters(&mut call.receiver);
            if call.method != "query" {
                return;
            }
            for argument in &mut call.args {
                let Expr::Reference(reference) = &*argument else { continue };
                let Expr::Call(made) = &*reference.expr else { continue };
                let pair: Vec<&Expr> = made.args.iter().collect();
                *argument = parse_quote!(&[(#(#pair),*)]);
            }
        }
        _ => {}
    }
}

/// Progenitor adds an `api-version` header to every request. Plannr's version is in the path.
fn send_only_what_the_spec_names(method: &mut ImplItemFn) {
    let api_version: Expr = parse_quote!(::reqwest::header::HeaderName::from_static("api-version"));
    method.block.stmts.retain(|statement| match statement {
        Stmt::Expr(Expr::MethodCall(call), _) => call.args.first() != Some(&api_version),
        _ => true,
    });
}

/// A request is made of what it must have: with one more optional field in the spec, the wrappers compile as before.
fn construct_from_the_required(model: &ItemStruct) -> Option<Item> {
    let Fields::Named(fields) = &model.fields else { return None };
    let (mut parameters, mut values): (Vec<FnArg>, Vec<syn::FieldValue>) = (Vec::new(), Vec::new());
    for (field, kind) in fields.named.iter().filter_map(|field| Some((field.ident.as_ref()?, &field.ty))) {
        if is_option(kind) {
            values.push(parse_quote!(#field: None));
        } else {
            parameters.push(parse_quote!(#field: #kind));
            values.push(parse_quote!(#field));
        }
    }
    let name = &model.ident;
    Some(parse_quote! {
        impl #name {
            pub(crate) fn required(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    })
}

/// `Debug` of a model prints its type, its uuid and which fields are set: what is in them is a client's business.
fn show_no_content_of_struct(model: &mut ItemStruct) -> Item {
    underive(&mut model.attrs, "Debug");
    let (name, text) = (&model.ident, model.ident.to_string());
    let Fields::Named(fields) = &model.fields else {
        return parse_quote! {
            impl ::std::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(#text)
                }
            }
        };
    };
    let idents = || fields.named.iter().filter_map(|field| Some((field.ident.as_ref()?, &field.ty)));
    let uuid: Expr =
        if idents().any(|(ident, _)| ident == "uuid") { parse_quote!(Some(&self.uuid)) } else { parse_quote!(None) };
    let set = idents().filter(|(ident, kind)| *ident != "uuid" && is_option(kind)).map(|(ident, _)| -> Expr {
        let shown = ident.to_string();
        let shown = shown.trim_end_matches('_');
        parse_quote!((#shown, self.#ident.is_some()))
    });
    parse_quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                crate::redacted::debug(f, #text, #uuid, &[#(#set),*])
            }
        }
    }
}

fn show_no_content_of_enum(model: &mut ItemEnum) -> Item {
    underive(&mut model.attrs, "Debug");
    let name = &model.ident;
    let arms = model.variants.iter().map(|variant| -> syn::Arm {
        let (case, text) = (&variant.ident, format!("{}::{}", model.ident, variant.ident));
        parse_quote!(Self::#case(_) => #text,)
    });
    parse_quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(match self { #(#arms)* })
            }
        }
    }
}

/// Plannr adds fields and kinds inside a version; no user's code may break by it. And schemas, for who wants them.
fn leave_room(attributes: &mut Vec<Attribute>) {
    attributes.push(parse_quote!(#[non_exhaustive]));
    attributes.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
}

/// With typify's `Deref` a checked text would have all methods of `str`, in its documentation as well.
fn is_deref_of(item: &Item, texts: &[Ident]) -> bool {
    let Item::Impl(block) = item else { return false };
    let of_text = matches!(&*block.self_ty, Type::Path(path) if texts.iter().any(|text| path.path.is_ident(text)));
    of_text && is_impl_of(block, "Deref")
}

fn give_the_text_by_name(name: &Ident) -> Item {
    parse_quote! {
        impl #name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    }
}

fn checked_text(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(model) if is_checked_text(model) => Some(&model.ident),
        _ => None,
    }
}

/// Typify lets a checked text be printed with `{}`, and so be logged by accident.
fn is_display_of_text(item: &Item) -> bool {
    let Item::Impl(block) = item else { return false };
    let prints_field = block.items.iter().any(|item| match item {
        ImplItem::Fn(method) => !matches!(method.block.stmts.first(), Some(Stmt::Expr(Expr::Match(_), _))),
        _ => false,
    });
    is_impl_of(block, "Display") && prints_field
}

/// Removes a doc comment that only repeats the name.
fn drop_echo(attributes: &mut Vec<Attribute>, name: &Ident) {
    let echo: Attribute = {
        let text = format!("`{name}`");
        parse_quote!(#[doc = #text])
    };
    attributes.retain(|attribute| *attribute != echo);
}

//! Changes to the code that progenitor and typify generate. Each function is one change to the syntax tree.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, ExprCall, Field, Fields, FieldsNamed, Ident, ImplItem, ImplItemFn, Item, ItemEnum, ItemStruct,
    LitStr, Local, Pat, Path, Stmt, Type, parse_quote,
};

use super::syntax::{is_checked_text, is_fieldless, is_impl_of, is_option, models, underive};

/// Makes all changes. `requests` names the models of request bodies, the others are of responses; `queries` names the
/// methods whose query has optional parameters.
pub(super) fn postprocess(file: &mut syn::File, requests: &BTreeSet<String>, queries: BTreeSet<String>) {
    drop_unused_items(file);
    Methods { queries }.visit_file_mut(file);
    file.items.insert(0, parse_quote! { #[allow(unused_imports)] use crate::built_request::{Client, encode_path}; });
    let Some(models) = models(file) else { return };
    models.retain(|item| !exposes_text(item));
    box_records(models);
    let mut added = Vec::new();
    for item in models.iter_mut() {
        match item {
            Item::Struct(model) => added.extend(finish_struct(model, requests.contains(&model.ident.to_string()))),
            Item::Enum(model) => added.extend(finish_enum(model, requests.contains(&model.ident.to_string()))),
            // The crate has one public error, into which this one is converted.
            Item::Mod(module) if module.ident == "error" => module.vis = parse_quote!(pub(crate)),
            _ => {}
        }
    }
    models.extend(added);
}

/// `built_request.rs` has another client, which parses the base URL once; hooks and re-exports serve a client that sends.
fn drop_unused_items(file: &mut syn::File) {
    let is_new = |item: &ImplItem| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client");
    file.items.retain(|item| match item {
        Item::Mod(module) => module.ident != "prelude",
        Item::Use(_) | Item::Struct(_) => false,
        Item::Impl(block) => {
            !block.items.iter().any(is_new) && !is_impl_of(block, "ClientInfo") && !is_impl_of(block, "ClientHooks")
        }
        _ => true,
    });
}

/// Changes the methods that send a request.
struct Methods {
    queries: BTreeSet<String>,
}

impl VisitMut for Methods {
    fn visit_impl_item_fn_mut(&mut self, method: &mut ImplItemFn) {
        if method.sig.asyncness.is_some() {
            drop_api_version(method);
            drop_needless_mut(method);
            clone_the_base_url(method);
            let has_query = self.queries.contains(&method.sig.ident.to_string());
            return_the_request(method, has_query);
        }
        visit_mut::visit_impl_item_fn_mut(self, method);
    }

    /// Replaces `QueryParam`, which would cost users the crate progenitor-client with four more. reqwest itself knows a
    /// name with a value.
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::Call(call) = expression
            && *call.func == parse_quote!(progenitor_client::QueryParam::new)
        {
            let pair = &call.args;
            *expression = parse_quote!([(#pair)]);
        }
    }
}

/// Progenitor adds an `api-version` header to every request. Plannr's version is in the path.
fn drop_api_version(method: &mut ImplItemFn) {
    let append: Stmt = parse_quote! {
        header_map.append(
            ::reqwest::header::HeaderName::from_static("api-version"),
            ::reqwest::header::HeaderValue::from_static(Self::api_version()),
        );
    };
    method.block.stmts.retain(|statement| *statement != append);
}

/// Progenitor writes the whole URL as text, which reqwest parses in each call.
fn clone_the_base_url(method: &mut ImplItemFn) {
    for statement in &mut method.block.stmts {
        if let Stmt::Local(Local { pat, init: Some(init), .. }) = statement
            && *pat == parse_quote!(url)
        {
            let path = &init.expr;
            init.expr = parse_quote!(self.url(&#path));
        }
    }
}

/// Without a header parameter, nothing is appended to the headers.
fn drop_needless_mut(method: &mut ImplItemFn) {
    let appends = |statement: &Stmt| matches!(statement, Stmt::Expr(Expr::MethodCall(_) | Expr::If(_), _));
    if !method.block.stmts.iter().any(appends) {
        for statement in &mut method.block.stmts {
            if let Stmt::Local(local) = statement
                && local.pat == parse_quote!(mut header_map)
            {
                local.pat = parse_quote!(header_map);
            }
        }
    }
}

/// Ends each method after it builds the request, and passes it the optional parameters of the query. The transport sends
/// it, once or more often, and `decode.rs` reads the response: progenitor would lose errors that are not reqwest's, and the
/// status of a response that cannot be decoded.
fn return_the_request(method: &mut ImplItemFn, has_query: bool) {
    let (name, statements) = (method.sig.ident.to_string(), &mut method.block.stmts);
    let pattern: Pat = parse_quote!(mut request);
    let is_request = |statement: &Stmt| matches!(statement, Stmt::Local(local) if local.pat == pattern);
    let Some(at) = statements.iter().position(is_request) else { return };
    if let Some(Stmt::Local(Local { init: Some(init), .. })) = statements.split_off(at).into_iter().next() {
        let mut request = init.expr;
        if let (true, Expr::Try(built)) = (has_query, &mut *request)
            && let Expr::MethodCall(build) = &mut *built.expr
        {
            let builder = &build.receiver;
            build.receiver = parse_quote!(#builder.query(query));
            method.sig.inputs.push(parse_quote!(query: &'a [(&'a str, &'a str)]));
        }
        statements.push(parse_quote!(let request = #request;));
        statements.push(Stmt::Expr(parse_quote!(Ok((request, #name))), None));
    }
    method.sig.asyncness = None;
    method.sig.output = parse_quote!(-> crate::built_request::BuiltRequest);
}

/// Whether an item shows the content of a string: `Display` would let it be logged by accident, and `Deref` would give it
/// all methods of `str`.
fn exposes_text(item: &Item) -> bool {
    let Item::Impl(block) = item else { return false };
    is_impl_of(block, "Display") || block.items.contains(&parse_quote! { type Target = ::std::string::String; })
}

/// A record inside another is often absent, and would make it several times as large: reading moves it, and allocators are
/// slower above a kilobyte.
fn box_records(models: &mut [Item]) {
    let record = |item: &Item| match item {
        Item::Struct(ItemStruct { ident, fields: Fields::Named(fields), .. }) if has_uuid(fields) => {
            Some(parse_quote!(#ident))
        }
        _ => None,
    };
    let records: Vec<Type> = models.iter().filter_map(record).collect();
    for item in models {
        match item {
            Item::Struct(model) => {
                for Field { ty, .. } in &mut model.fields {
                    if let Some(record) =
                        records.iter().find(|record| *ty == parse_quote!(::std::option::Option<#record>))
                    {
                        *ty = parse_quote!(::std::option::Option<::std::boxed::Box<#record>>);
                    }
                }
            }
            Item::Enum(model) => {
                let fields = model.variants.iter_mut().flat_map(|variant| &mut variant.fields);
                for Field { ty, .. } in fields.filter(|field| records.contains(&field.ty)) {
                    *ty = parse_quote!(::std::boxed::Box<#ty>);
                }
            }
            Item::Impl(block) => {
                let from = |record| parse_quote!(::std::convert::From<#record>);
                if block
                    .trait_
                    .as_ref()
                    .is_some_and(|(path, ..)| records.iter().map(from).any(|from: Path| from == *path))
                {
                    BoxValue.visit_item_impl_mut(block);
                }
            }
            _ => {}
        }
    }
}

/// Boxes the only argument of a call, as in `Self::Account(value)`.
struct BoxValue;

impl VisitMut for BoxValue {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let value = &call.args;
        call.args = parse_quote!(::std::boxed::Box::new(#value));
    }
}

fn finish_struct(model: &mut ItemStruct, is_request: bool) -> Vec<Item> {
    finish_attributes(&mut model.attrs, &model.ident);
    underive(&mut model.attrs, "Debug");
    let name = &model.ident;
    let text = name.to_string();
    match &model.fields {
        Fields::Named(fields) if is_request => vec![constructor(name, fields), debug(name, &redacted(&text, fields))],
        Fields::Named(fields) => {
            underive(&mut model.attrs, "Deserialize");
            let mut added = vec![lenient_object(name, fields), debug(name, &redacted(&text, fields))];
            added.extend(has_uuid(fields).then(|| -> Item {
                parse_quote! {
                    impl crate::resource::Resource for #name { fn uuid(&self) -> ::uuid::Uuid { self.uuid } }
                }
            }));
            added
        }
        _ if is_checked_text(model) => {
            let added = vec![text_accessor(name), debug(name, &parse_quote!(f.write_str(#text)))];
            // Without a check: a contact detail that exists can have another value than the spec infers.
            model.fields.iter_mut().for_each(|field| field.vis = parse_quote!(pub(crate)));
            added
        }
        _ => vec![parse_quote!(crate::lenient::maps! { #name }), debug(name, &parse_quote!(f.write_str(#text)))],
    }
}

fn finish_enum(model: &mut ItemEnum, is_request: bool) -> Vec<Item> {
    finish_attributes(&mut model.attrs, &model.ident);
    if is_fieldless(model) {
        return Vec::new();
    }
    underive(&mut model.attrs, "Debug");
    let name = &model.ident;
    let cases: Vec<&Ident> = model.variants.iter().map(|variant| &variant.ident).collect();
    let texts = cases.iter().map(|case| format!("{name}::{case}"));
    let mut added = vec![debug(name, &parse_quote!(f.write_str(match self { #(Self::#cases(_) => #texts,)* })))];
    if !is_request {
        underive(&mut model.attrs, "Deserialize");
        added.push(parse_quote!(crate::lenient::object_or_text! { #name: #(#cases),* }));
    }
    added
}

/// Removes a doc comment that only repeats the name. Models are `#[non_exhaustive]`, because Plannr adds fields and
/// variants within a version.
fn finish_attributes(attributes: &mut Vec<Attribute>, name: &Ident) {
    let echo = format!("`{name}`");
    let echo: Attribute = parse_quote!(#[doc = #echo]);
    attributes.retain(|attribute| *attribute != echo);
    attributes.push(parse_quote!(#[non_exhaustive]));
    attributes.push(parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]));
}

/// Implements `Debug` without the content of a model, which is personal data.
fn debug(name: &Ident, body: &Expr) -> Item {
    parse_quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { #body }
        }
    }
}

/// Prints the type of a model, its uuid and the names of the fields that are set.
fn redacted(text: &str, fields: &FieldsNamed) -> Expr {
    let optional: Vec<&Field> = fields.named.iter().filter(|field| is_option(&field.ty)).collect();
    let uuid: Expr = if has_uuid(fields) { parse_quote!(Some(&self.uuid)) } else { parse_quote!(None) };
    let set = idents(&optional);
    let shown = set.iter().map(|field| field.to_string().trim_end_matches('_').to_owned());
    parse_quote!(crate::redacted::debug(f, #text, #uuid, &[#((#shown, self.#set.is_some())),*]))
}

/// Whether a model has a uuid in every response.
fn has_uuid(fields: &FieldsNamed) -> bool {
    let is_uuid = |field: &Field| field.ident.as_ref().is_some_and(|name| name == "uuid");
    fields.named.iter().any(|field| is_uuid(field) && field.ty == parse_quote!(::uuid::Uuid))
}

/// Makes a request body of its required fields: with one more optional field in the spec, the wrappers still compile.
fn constructor(name: &Ident, fields: &FieldsNamed) -> Item {
    let (optional, required): (Vec<&Field>, Vec<&Field>) = fields.named.iter().partition(|field| is_option(&field.ty));
    let kinds = required.iter().map(|field| &field.ty);
    let (optional, required) = (idents(&optional), idents(&required));
    parse_quote! {
        impl #name {
            pub(crate) fn required(#(#required: #kinds),*) -> Self {
                Self { #(#required,)* #(#optional: None),* }
            }
        }
    }
}

fn text_accessor(name: &Ident) -> Item {
    parse_quote! {
        impl #name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
    }
}

/// Replaces serde's derived reading by a macro that reads each field in any form that keeps its meaning. Only a field that
/// the spec requires must be present.
fn lenient_object(name: &Ident, fields: &FieldsNamed) -> Item {
    let is_rest = |field: &&Field| in_serde(field, "flatten").is_some();
    let (rest, named): (Vec<&Field>, Vec<&Field>) = fields.named.iter().partition(is_rest);
    let (idents, rest, indices) = (idents(&named), idents(&rest), (0..named.len()).map(syn::Index::from));
    let names = idents.iter().zip(&named).map(|(ident, field)| in_serde(field, "rename").unwrap_or(ident.to_string()));
    let absent = named.iter().map(|field| -> Expr {
        match in_serde(field, "default") {
            _ if is_option(&field.ty) => parse_quote!(optional),
            None => parse_quote!(required),
            Some(function) => {
                let function: Expr =
                    syn::parse_str(&function).unwrap_or(parse_quote!(::std::default::Default::default));
                parse_quote!(defaulted(#function))
            }
        }
    });
    parse_quote!(crate::lenient::object! { #name { #(#indices #names #idents #absent,)* } #(#rest)* })
}

/// The value of a word in the serde attributes of a field, such as `type` of `rename = "type"`; empty, if it has none.
fn in_serde(field: &Field, word: &str) -> Option<String> {
    let mut found = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other forms of the attribute have no such words.
        let _ = attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(|value| value.parse::<LitStr>());
            if meta.path.is_ident(word) {
                found = Some(value.map(|text| text.value()).unwrap_or_default());
            }
            Ok(())
        });
    }
    found
}

fn idents(fields: &[&Field]) -> Vec<Ident> {
    fields.iter().filter_map(|field| field.ident.clone()).collect()
}

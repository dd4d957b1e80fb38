//! Emits the part of each list that the spec states: its items, its limits, and a setter for each parameter.
//!
//! It is a file of its own, which nothing imports: it is above `list/`, and `generated.rs` is below.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::Value;
use syn::{Expr, FnArg, ImplItemFn, Item, Pat, Type, parse_quote};

use super::checks::check_names;
use super::emit::{ident, range};
use super::spec::{PAGING, is_optional_query, string_enums};
use crate::openapi::{Document, Operation, SpecError, entries, items, requires, schema_name};

/// The methods of every list.
const METHODS: [&str; 6] = ["max_pages", "page", "per_page", "send", "skip_bad_items", "stream"];

const SUPPORT_IT: &str = "Change it, or support it in plannr-sdk/build/codegen/lists.rs.";

/// Emits the lists: each GET with `page` and `per_page`.
pub(super) fn file(spec: &Document) -> Result<syn::File, SpecError> {
    let has = |operation: &Operation<'_>, name| operation.parameters().any(|parameter| parameter["name"] == name);
    let is_list = |one: &Operation<'_>| one.method == "get" && PAGING.iter().all(|name| has(one, *name));
    let (mut lists, mut listed) = (Vec::new(), BTreeSet::new());
    for operation in spec.operations().filter(is_list) {
        let (page, item) = page_and_item(spec, operation)?;
        if !listed.insert(item) {
            let problem = format!("another list has the items {item} too");
            let remedy = "Give the items of one of them a schema of their own.";
            return Err(SpecError::new(operation.place(), problem, remedy));
        }
        lists.extend(list(spec, operation, page, item)?);
    }
    Ok(parse_quote! {
        use crate::generated::types;
        use crate::lenient;
        use crate::list::{Checked, List, ListOf, Listed};

        #(#lists)*
    })
}

fn list(spec: &Document, operation: Operation<'_>, page: &str, item: &str) -> Result<Vec<Item>, SpecError> {
    let method = ident(&operation.id().to_snake_case())?;
    let fields = entries(&spec.root["components"]["schemas"][page]["properties"]).map(|(name, _)| name.to_snake_case());
    let others = fields.filter(|name| !["data", "links", "meta"].contains(&&**name)).map(|name| ident(&name));
    let others = others.collect::<Result<Vec<_>, _>>()?;
    let (page, item) = (ident(page)?, ident(item)?);
    let limit = |name| {
        let parameter = operation.parameters().find(|parameter| parameter["name"] == name).unwrap_or(&Value::Null);
        range(spec.resolve(&parameter["schema"]), ["minimum", "maximum"])
    };
    let (first, per_page) = (limit("page"), limit("per_page"));
    let required: Vec<_> = operation.parameters().filter(|parameter| !is_optional_query(parameter)).collect();
    if let Some(parameter) = required.iter().find(|parameter| parameter["in"] != "header") {
        let problem = format!("the list requires {}, which is no header", parameter["name"]);
        return Err(SpecError::new(operation.place(), problem, SUPPORT_IT));
    }
    let arguments: Vec<Expr> = required.iter().map(|_| parse_quote!(account)).collect();
    let account: Pat = if required.is_empty() { parse_quote!(_) } else { parse_quote!(account) };
    let setters = setters(spec, operation)?;
    let list: syn::File = parse_quote! {
        impl Listed for types::#item {
            type Page = types::#page;
            const LIST: ListOf<Self> = ListOf {
                pages: #first,
                per_page: #per_page,
                request: |client, #account, query| client.#method(#(#arguments,)* query),
                read_page: lenient::from_slice,
                read_item: lenient::from_slice,
                empty_page: |links, meta| types::#page {
                    data: Vec::new(), links, meta, #(#others: Default::default()),*
                },
                items: |page| &page.data,
                items_mut: |page| &mut page.data,
                links: |page| page.links.as_ref(),
                meta: |page| page.meta.as_ref(),
            };
        }

        /// The parameters in the spec.
        impl List<types::#item> { #(#setters)* }
    };
    Ok(list.items)
}

/// The schemas of the page and of its items.
fn page_and_item<'d>(spec: &'d Document, operation: Operation<'d>) -> Result<(&'d str, &'d str), SpecError> {
    let page = operation.results().next().unwrap_or(&Value::Null);
    let fields = &spec.resolve(page)["properties"];
    let item = &fields["data"]["items"];
    let schema = spec.resolve(item);
    let is_page = schema_name(&fields["links"]) == Some("PageLinks")
        && schema_name(&fields["meta"]) == Some("PageMeta")
        && schema["properties"]["uuid"]["format"] == "uuid"
        && requires(schema, "uuid");
    schema_name(page).zip(schema_name(item)).filter(|_| is_page).ok_or_else(|| {
        let problem =
            "a list whose response is no page: an object with `data`, `links` (PageLinks) and `meta` (PageMeta)";
        let remedy = "Name the schemas of the page and of its items, which must require a `uuid`.";
        SpecError::new(operation.place(), problem, remedy)
    })
}

fn setters(spec: &Document, operation: Operation<'_>) -> Result<Vec<ImplItemFn>, SpecError> {
    let filters = operation.parameters().filter(|parameter| is_optional_query(parameter));
    let filters = filters.chain(items(&operation.node["x-parameter-templates"])).filter_map(|parameter| {
        let name = parameter["name"].as_str().filter(|name| !PAGING.contains(name))?;
        let schema = spec.resolve(&parameter["schema"]);
        Some((name, method_name(name, schema["type"] == "array"), parameter))
    });
    let filters: Vec<_> = filters.collect();
    let names = filters.iter().map(|(name, method, _)| (*name, method.clone()));
    check_names(&operation.place(), METHODS.map(|name| (name, name.to_owned())).into_iter().chain(names))?;
    let setters = filters.into_iter().map(|(name, method, parameter)| setter(spec, name, &method, parameter));
    setters.map(|setter| setter.map_err(|error| error.within(operation.place()))).collect()
}

fn setter(spec: &Document, name: &str, method: &str, parameter: &Value) -> Result<ImplItemFn, SpecError> {
    let schema = spec.resolve(&parameter["schema"]);
    let one = schema.get("items").unwrap_or(&parameter["schema"]);
    let (kind, checked) = value(spec, name, one)?;
    let (argument, checked): (FnArg, Expr) = if schema["type"] == "array" {
        let values = parse_quote!(Checked::list(values.into_iter().map(|value| #checked)));
        (parse_quote!(values: impl IntoIterator<Item = #kind>), values)
    } else {
        (parse_quote!(value: #kind), checked)
    };
    // A keyword, such as `type`.
    let method = ident(method).or_else(|_| ident(&format!("{method}_")))?;
    let docs = docs(name, parameter, spec.resolve(one));
    let deprecated = (parameter["deprecated"] == true).then(|| -> syn::Attribute { parse_quote!(#[deprecated]) });
    let deprecated = deprecated.into_iter();
    // The part of the name that is the caller's, which becomes an argument.
    let part = name.split_once('{').and_then(|(_, rest)| Some(rest.split_once('}')?.0)).map(ident).transpose()?;
    let set: Expr = match &part {
        None => parse_quote!(self.with(#name, #checked)),
        Some(part) => parse_quote!(self.with_named(#name, #part.as_ref(), #checked)),
    };
    let part = part.map(|part| -> FnArg { parse_quote!(#part: impl AsRef<str>) });
    let arguments = part.into_iter().chain([argument]);
    Ok(parse_quote! {
        #(#[doc = #docs])*
        #(#deprecated)*
        pub fn #method(self, #(#arguments),*) -> Self { #set }
    })
}

/// The type of a value in Rust, and how it is written.
fn value(spec: &Document, parameter: &str, schema: &Value) -> Result<(Type, Expr), SpecError> {
    if let Some(name) = schema_name(schema).filter(|name| string_enums(spec).any(|(other, ..)| other == name)) {
        let name = ident(name)?;
        return Ok((parse_quote!(types::#name), parse_quote!(Checked::new(value.as_str()))));
    }
    let schema = spec.resolve(schema);
    Ok(match (schema["type"].as_str().unwrap_or("?"), schema["format"].as_str()) {
        ("string", Some("uuid")) => (parse_quote!(::uuid::Uuid), parse_quote!(Checked::new(value))),
        ("string", Some("date")) => (parse_quote!(impl Into<String>), parse_quote!(Checked::date(value))),
        ("string", None) => (parse_quote!(impl Into<String>), parse_quote!(Checked::text(value))),
        ("boolean", _) => (parse_quote!(bool), parse_quote!(Checked::new(value))),
        ("integer", _) => (parse_quote!(i64), parse_quote!(Checked::new(value))),
        (kind, format) => {
            let problem = format!("no setter for the type {kind} {}", format.unwrap_or_default());
            return Err(SpecError::new(parameter, problem, SUPPORT_IT));
        }
    })
}

/// `filter[type]` is `types`, because it takes several; `filter[custom_field:{field}]` is `custom_field`.
fn method_name(parameter: &str, is_list: bool) -> String {
    let Some(filter) = parameter.strip_prefix("filter[").and_then(|name| name.strip_suffix(']')) else {
        return parameter.to_snake_case();
    };
    let name = filter.split(':').next().unwrap_or(filter).to_snake_case();
    match () {
        _ if !is_list => name,
        _ if name.ends_with("us") => name + "es",
        _ if name.ends_with('s') => name,
        _ => name + "s",
    }
}

/// Sentences from the description, the default, and the reason of what is inferred.
fn docs(name: &str, parameter: &Value, schema: &Value) -> Vec<String> {
    let text = |key: &str| parameter[key].as_str().map(|text| without_links(text.trim()));
    let mut docs = vec![format!(" Sets `{name}`. {}", text("description").unwrap_or_default())];
    if let Some(default) = schema["default"].as_str() {
        docs[0] += &format!(" The default is `{default}`.");
    }
    if let Some(reason) = text("x-evidence-reason") {
        docs.extend([String::new(), format!(" Inferred: {reason}")]);
    }
    docs
}

/// Escapes brackets outside of code, which rustdoc reads as links.
fn without_links(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let escaped = parts.map(|(at, part)| if at % 2 == 0 { part.replace('[', "\\[") } else { part.to_owned() });
    escaped.collect::<Vec<_>>().join("`")
}

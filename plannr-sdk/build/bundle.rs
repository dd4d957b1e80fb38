//! Reads OpenAPI documents in YAML and makes one of them: the bundle.
//!
//! The build script and `cargo xtask` share this file by `#[path]`.

#![allow(dead_code, reason = "each program that shares this file uses a part of it")]

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_yaml_ng::{Mapping, Value};

use crate::openapi::{Document, METHODS, SpecError, join, nodes};

/// Keywords that apply to everything in a document, so that documents with others cannot be one.
const GLOBAL: [&str; 2] = ["security", "servers"];

/// The documents that belong together, and all of them as one.
pub(crate) struct Bundle {
    sources: Vec<Source>,
    /// In the order of the files, which JSON would not keep.
    pub(crate) whole: Value,
    pub(crate) document: Document,
}

/// A file with a document.
struct Source {
    path: PathBuf,
    whole: Value,
    json: serde_json::Value,
}

impl Bundle {
    /// Reads a document, or all documents of a folder. The settings of linters lie there, too.
    pub(crate) fn read(path: &Path) -> Result<Self, SpecError> {
        let read = |path: PathBuf| Ok((fs::read_to_string(&path)?, path));
        let folder = || {
            let mut files = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
            files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
            files.sort();
            files.into_iter().map(read).collect()
        };
        let files = if path.is_dir() { folder() } else { read(path.to_owned()).map(|file| vec![file]) };
        let files = files.map_err(|error: io::Error| {
            let remedy = "Put the spec there, or name another file.";
            SpecError::new("the file", error, remedy).in_file(path.display())
        })?;
        Self::of(files.into_iter().map(|(text, path)| (path, text)))
    }

    /// Makes a bundle of the texts of files. A single file must be a document.
    pub(crate) fn of(files: impl IntoIterator<Item = (PathBuf, String)>) -> Result<Self, SpecError> {
        let sources: Result<Vec<_>, _> = files.into_iter().map(|(path, text)| Source::parse(path, &text)).collect();
        let mut sources = sources?;
        if sources.len() > 1 {
            // redocly.yaml has settings under this key.
            sources.retain(|source| source.json.get("openapi").is_some_and(|version| !version.is_object()));
        }
        if sources.is_empty() {
            return Err(SpecError::new("the folder", "no OpenAPI document", "Put one there, or name another folder."));
        }
        let mut whole = Value::Null;
        for (at, source) in sources.iter().enumerate() {
            let added = source.check(&sources).and_then(|()| source.add_to(&mut whole, &sources, at));
            added.map_err(|error| source.locate(error))?;
        }
        let document = Document::new(to_json(&whole)?);
        Ok(Self { sources, whole, document })
    }

    /// The names of the files of the documents.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(Source::name)
    }

    /// The files of the documents.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.path.as_path())
    }

    /// The text of the bundle.
    pub(crate) fn to_text(&self) -> Result<String, SpecError> {
        serde_json::to_string_pretty(&self.whole).map(|text| text + "\n").map_err(no_json)
    }

    /// Names the file that the place of an error is in, or around it.
    pub(crate) fn locate(&self, error: SpecError) -> SpecError {
        let outer = |place: &String| place.rsplit_once('.').map(|(outer, _)| outer.to_owned());
        let mut places = std::iter::successors(Some(error.place.clone()), outer);
        let source = places.find_map(|place| self.sources.iter().find(|source| source.has(&place)));
        match source.or(self.sources.first()) {
            Some(source) => source.locate(error),
            None => error,
        }
    }
}

impl Source {
    /// Reads YAML. Its own type of values refuses duplicate keys.
    fn parse(path: PathBuf, text: &str) -> Result<Self, SpecError> {
        let read = || {
            let whole = serde_yaml_ng::from_str(text).map_err(|error| {
                let place = error.location().map(|place| format!("line {} column {}", place.line(), place.column()));
                let place = place.unwrap_or_else(|| "the file".to_owned());
                SpecError::new(place, format!("not valid YAML: {error}"), "Correct the YAML there.")
            })?;
            let json = to_json(&whole)?;
            if let Some((place, _)) = nodes(&json).into_iter().find(|(_, node)| node.get("<<").is_some()) {
                let problem = "most tools ignore merge keys, and with them the limits that they bring";
                let remedy = "Write the members out, or refer to a component.";
                return Err(SpecError::new(join(&place, "<<"), problem, remedy));
            }
            Ok((whole, json))
        };
        match read() {
            Ok((whole, json)) => Ok(Self { path, whole, json }),
            Err(error) => Err(error.in_file(path.display())),
        }
    }

    /// Refuses anything but a complete OpenAPI 3.0 document.
    fn check(&self, sources: &[Self]) -> Result<(), SpecError> {
        let version = self.json["openapi"].as_str().unwrap_or("no version");
        if !version.starts_with("3.0.") {
            let problem = format!("not an OpenAPI 3.0 document, but {version}");
            return Err(SpecError::new("openapi", problem, "Write the document in OpenAPI 3.0.x."));
        }
        for field in ["info", "paths", "components"] {
            if !self.json[field].is_object() {
                let remedy = "Add it: a document needs `info`, `paths` and `components`.";
                return Err(SpecError::new(field, "missing", remedy));
            }
        }
        for (place, node) in nodes(&self.json) {
            let Some(reference) = node["$ref"].as_str() else { continue };
            let target = reference.split_once('#').and_then(|(file, pointer)| {
                let name = if file.is_empty() { self.name() } else { file.trim_start_matches("./") };
                sources.iter().find(|source| source.name() == name)?.json.pointer(pointer)
            });
            if target.is_none() {
                let remedy = "Correct the reference, or add its target.";
                let problem = format!("{reference} does not exist in this document");
                return Err(SpecError::new(join(&place, "$ref"), problem, remedy));
            }
        }
        Ok(())
    }

    /// Adds the document to a whole of the sources before it.
    fn add_to(&self, whole: &mut Value, sources: &[Self], at: usize) -> Result<(), SpecError> {
        let mut own = self.whole.clone();
        make_references_local(&mut own, sources);
        drop_references_to_themselves(&mut own);
        if at == 0 {
            *whole = own;
            return Ok(());
        }
        let global = GLOBAL.iter().find(|key| whole.get(key) != own.get(key));
        let place = global.map_or_else(|| unite(whole, own, 1, ""), |key| Err((*key).to_owned()));
        place.map_err(|place| {
            let other = sources[..at].iter().find(|source| source.has(&place)).unwrap_or(&sources[0]);
            let problem = format!("contradicts {}: {place}", other.path.display());
            SpecError::new(place, problem, "Describe it in one of the two, and refer to it in the other.")
        })
    }

    /// The name in the references of other documents.
    fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    fn has(&self, place: &str) -> bool {
        nodes(&self.json).iter().any(|(known, _)| known == place)
    }

    fn locate(&self, error: SpecError) -> SpecError {
        error.in_file(self.path.display())
    }
}

/// Drops the names of files, in references and in the mapping of discriminators.
fn make_references_local(node: &mut Value, sources: &[Source]) {
    match node {
        Value::String(text) => {
            if let Some((file, pointer)) = text.split_once('#')
                && sources.iter().any(|source| source.name() == file.trim_start_matches("./"))
            {
                *text = format!("#{pointer}");
            }
        }
        Value::Mapping(members) => members.values_mut().for_each(|member| make_references_local(member, sources)),
        Value::Sequence(items) => items.iter_mut().for_each(|item| make_references_local(item, sources)),
        _ => {}
    }
}

/// Drops a component that stands for that of another document, such as a security scheme, which has no other reference.
fn drop_references_to_themselves(document: &mut Value) {
    let kinds = document.get_mut("components").and_then(Value::as_mapping_mut);
    for (kind, components) in kinds.into_iter().flatten() {
        if let (Some(kind), Some(components)) = (kind.as_str(), components.as_mapping_mut()) {
            components.retain(|name, component| {
                let itself = format!("#/components/{kind}/{}", name.as_str().unwrap_or_default());
                component.get("$ref").and_then(Value::as_str) != Some(itself.as_str())
            });
        }
    }
}

/// Unites two nodes down to a depth, and returns the place where they contradict each other.
fn unite(whole: &mut Value, own: Value, depth: usize, place: &str) -> Result<(), String> {
    match (whole, own) {
        (Value::Mapping(whole), Value::Mapping(own)) if depth > 0 => {
            if place.starts_with("paths.") && shared_by_methods(whole) != shared_by_methods(&own) {
                return Err(place.to_owned());
            }
            for (key, own) in own {
                let name = key.as_str().unwrap_or_default();
                let depth = match name {
                    _ if !place.is_empty() => depth - 1,
                    "paths" | "components" => 2,
                    "info" => 1,
                    _ => 0,
                };
                match whole.get_mut(&key) {
                    Some(whole) => unite(whole, own, depth, &join(place, name))?,
                    None => drop(whole.insert(key, own)),
                }
            }
            Ok(())
        }
        (whole, own) if *whole == own => Ok(()),
        (Value::String(whole), Value::String(own)) if place.starts_with("info.") => {
            *whole += if place == "info.description" { "\n" } else { ", " };
            *whole += &own;
            Ok(())
        }
        (Value::Sequence(whole), Value::Sequence(own)) if place == "tags" => {
            let new: Vec<Value> = own.into_iter().filter(|tag| !whole.contains(tag)).collect();
            whole.extend(new);
            Ok(())
        }
        _ => Err(place.to_owned()),
    }
}

/// The keywords of a path that apply to each of its methods.
fn shared_by_methods(item: &Mapping) -> Vec<(&Value, &Value)> {
    item.iter().filter(|(key, _)| key.as_str().is_none_or(|key| !METHODS.contains(&key))).collect()
}

fn to_json(value: &Value) -> Result<serde_json::Value, SpecError> {
    serde_json::to_value(value).map_err(no_json)
}

fn no_json(error: serde_json::Error) -> SpecError {
    SpecError::new("the file", format!("cannot be JSON: {error}"), "Use texts as keys.")
}

//! Are the links, commands and code blocks of the Markdown files valid?

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use contract_tests::assert_none;
use contract_tests::checkout::{packages, root, text};
use contract_tests::spec::Spec;

/// The folders with Markdown files.
const FOLDERS: [&str; 4] = ["", "docs", "openapi", "plannr-sdk/src"];

#[test]
fn every_link_leads_to_an_existing_file_and_heading() {
    let mut findings = Vec::new();
    for file in files() {
        for link in links(&prose(&text(&file))) {
            let (path, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { file.clone() } else { beside(&file, path) };
            if !root().join(&target).exists() {
                findings.push(format!("{file}: {link} leads to no file"));
            } else if !heading.is_empty() && !headings(&text(&target)).any(|other| other == heading) {
                findings.push(format!("{file}: {link} leads to no heading"));
            }
        }
    }
    assert_none(&findings);
}

#[test]
fn every_command_names_existing_things() {
    let names = Names::of_the_workspace();
    let mut findings = Vec::new();
    for file in files() {
        for command in commands(&text(&file)) {
            findings.extend(names.unknown(&command).map(|what| format!("{file}: `{command}`: unknown {what}")));
        }
    }
    assert_none(&findings);
}

#[test]
fn the_rust_in_every_file_is_compiled() {
    let includes = ["plannr-sdk/src/lib.rs", "tests/src/lib.rs"].map(text).concat();
    let is_included = |file: &str| match file.strip_prefix("plannr-sdk/src/") {
        Some(name) => includes.contains(&format!("(\"{name}\")]")),
        None => includes.contains(&format!("../{file}\")]")),
    };
    let missing = files().into_iter().filter(|file| !is_included(file));
    assert_none(&missing.map(|file| format!("add {file} to tests/src/lib.rs, beside the others")).collect::<Vec<_>>());
}

#[test]
fn the_readme_lists_each_operation() {
    let readme = text("README.md");
    let operations = Spec::shipped().operations();
    let missing =
        operations.iter().map(|operation| operation.id()).filter(|id| !readme.contains(&format!("| `{id}` |")));
    assert_none(&missing.map(|id| format!("add {id} to the operations in README.md")).collect::<Vec<_>>());
}

#[test]
fn the_index_of_the_cookbook_names_each_recipe() {
    let folder = "plannr-sdk/src/_cookbook";
    let index = uncommented(&text(&format!("{folder}/mod.rs")));
    let listed: BTreeSet<String> = links(&index).into_iter().filter(|link| link.contains('#')).collect();
    let mut recipes = BTreeSet::new();
    for theme in entries(folder).iter().filter_map(|file| file.strip_suffix(".rs")).filter(|theme| *theme != "mod") {
        let text = uncommented(&text(&format!("{folder}/{theme}.rs")));
        recipes.extend(headings(&text).map(|recipe| format!("{theme}#{recipe}")));
    }
    assert_eq!(listed, recipes);
}

/// The names that commands may use.
struct Names {
    packages: BTreeSet<String>,
    /// The kind of the target, and its name.
    targets: BTreeSet<(String, String)>,
    features: BTreeSet<String>,
    tasks: BTreeSet<String>,
    gates: BTreeSet<String>,
}

impl Names {
    fn of_the_workspace() -> Self {
        let (mut names, mut targets, mut features) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for package in packages() {
            names.insert(package["name"].as_str().unwrap().to_owned());
            features.extend(package["features"].as_object().unwrap().keys().cloned());
            for target in package["targets"].as_array().unwrap() {
                let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
                targets.insert((text(&target["kind"][0]), text(&target["name"])));
            }
        }
        let table = |file| {
            let names = text(file).replace('"', "");
            names.split("name: ").skip(1).map(|rest| rest.split([',', '\n', ' ']).next().unwrap().to_owned()).collect()
        };
        Self { packages: names, targets, features, tasks: table("xtask/src/main.rs"), gates: table("xtask/gates.yaml") }
    }

    /// The names in a command that do not exist. Names in angle brackets are placeholders.
    fn unknown(&self, command: &str) -> impl Iterator<Item = String> {
        let mut words = command.split_whitespace().flat_map(|word| word.split('=')).skip(1).peekable();
        let mut unknown = Vec::new();
        let mut check = |what: &str, name: &str, exists: bool| {
            if !exists && !name.contains('<') {
                unknown.push(format!("{what} `{name}`"));
            }
        };
        if words.next_if_eq(&"xtask").is_some() {
            let task = words.next().unwrap_or("ci");
            check("task", task, self.tasks.contains(task));
            if task == "ci" {
                words
                    .by_ref()
                    .filter(|word| !word.starts_with('-'))
                    .for_each(|gate| check("gate", gate, self.gates.contains(gate)));
            }
        }
        // Arguments after the two hyphens are the program's.
        let mut words = words.take_while(|word| *word != "--");
        while let Some(word) = words.next() {
            let mut name = || words.next().unwrap_or_default();
            let is_target = |kind: &str, name: &str| self.targets.contains(&(kind.to_owned(), name.to_owned()));
            match word {
                "-p" | "--package" | "--test-package" => {
                    let name = name();
                    check("package", name, self.packages.contains(name));
                }
                "--example" | "--test" | "--bin" => {
                    let name = name();
                    check(&word[2..], name, is_target(&word[2..], name));
                }
                "--features" => name().split(',').for_each(|name| check("feature", name, self.features.contains(name))),
                _ => {}
            }
        }
        unknown.into_iter()
    }
}

/// The commands that begin with `cargo`, in `sh` blocks and between backticks.
fn commands(text: &str) -> Vec<String> {
    let lines = blocks(text, "sh").into_iter().map(|line| line.split(" #").next().unwrap_or_default().to_owned());
    let prose = prose(text);
    let inline = prose.split("\n\n").flat_map(|paragraph| paragraph.split('`').skip(1).step_by(2));
    let inline = inline.map(|code| code.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.chain(inline).filter(|command| command.starts_with("cargo ")).collect()
}

/// The targets of links, except those to other sites.
fn links(prose: &str) -> Vec<String> {
    let without_code = prose.split('`').step_by(2).collect::<String>();
    let inline = without_code.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let listed = without_code.lines().filter(|line| line.starts_with('[')).filter_map(|line| line.split("]: ").nth(1));
    inline.chain(listed).filter(|link| !link.contains(':')).map(str::to_owned).collect()
}

/// The anchors of the headings.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let prose = prose(text);
    let titles: Vec<String> = prose.lines().filter(|line| line.starts_with('#')).map(str::to_owned).collect();
    titles.into_iter().map(|title| {
        let title = title.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
        kept.collect::<String>().replace(' ', "-")
    })
}

/// A text without its code blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// The lines of all code blocks in a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let blocks = text.split("```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let lines = blocks.filter(|(head, _)| *head == language).flat_map(|(_, code)| code.lines());
    lines.map(str::to_owned).collect()
}

/// The documentation of a module.
fn uncommented(code: &str) -> String {
    let lines = code.lines().filter_map(|line| line.strip_prefix("//!"));
    lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

/// All Markdown files, by their paths from the root.
fn files() -> Vec<String> {
    let in_folder = |folder: &str| {
        let names = entries(folder).into_iter().filter(|name| name.ends_with(".md"));
        names.map(|name| beside(&format!("{folder}/x"), &name)).collect::<Vec<_>>()
    };
    FOLDERS.into_iter().flat_map(in_folder).collect()
}

fn entries(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Converts a path that is relative to a file into one that is relative to the root.
fn beside(file: &str, path: &str) -> String {
    let mut whole = PathBuf::new();
    for component in Path::new(file).with_file_name(path).components() {
        match component {
            Component::ParentDir => drop(whole.pop()),
            Component::Normal(name) => whole.push(name),
            _ => {}
        }
    }
    whole.to_str().unwrap().replace('\\', "/")
}

//! E-mail addresses: a comparison, for a synchronisation of your own.

use crate::phone::is_invisible;
use crate::sameness::Sameness;

/// Compares two e-mail addresses as [`ensure`](crate::ContactDetails::ensure) does.
///
/// Domains are compared in their ASCII form (IDNA), and local parts without the case of ASCII letters: servers may
/// distinguish `Jo@` and `jo@`, but hardly one does, and Plannr's users mean the same person. Spaces around an address
/// and invisible characters do not count.
///
/// ```
/// use plannr_sdk::{Sameness, email};
///
/// assert_eq!(email::compare("Jo@bücher.example", "jo@xn--bcher-kva.example"), Sameness::Same);
/// assert_eq!(email::compare("jo@example.com", "jo@example.org"), Sameness::Different);
/// ```
#[must_use]
pub fn compare(one: &str, other: &str) -> Sameness {
    match one == other || canonical(one) == canonical(other) {
        true => Sameness::Same,
        false => Sameness::Different,
    }
}

/// Returns the one spelling in which addresses are compared.
pub(crate) fn canonical(address: &str) -> String {
    let visible = visible(address);
    let (local, domain) = visible.trim().rsplit_once('@').unwrap_or((visible.trim(), ""));
    // A URL would end at other punctuation.
    let is_host =
        domain.chars().all(|letter| !letter.is_ascii() || letter.is_ascii_alphanumeric() || "-.".contains(letter));
    let has_ascii_form = is_host && !domain.is_ascii();
    let url = has_ascii_form.then(|| reqwest::Url::parse(&format!("http://{domain}")).ok()).flatten();
    let ascii = url.as_ref().and_then(|url| url.domain()).unwrap_or(domain);
    format!("{}@{}", local, ascii).to_ascii_lowercase()
}

/// Returns the part of an address that all its spellings contain, or `None` if the text is no address. A domain with other
/// letters than ASCII has two spellings.
pub(crate) fn part_to_search(address: &str) -> Option<String> {
    let visible = visible(address);
    let (local, domain) = visible.trim().rsplit_once('@')?;
    let has_one_spelling = domain.is_ascii() && !domain.to_ascii_lowercase().contains("xn--");
    let domain_to_search = if has_one_spelling { domain } else { "" };
    (!local.is_empty() && !domain.is_empty()).then(|| format!("{local}@{domain_to_search}"))
}

fn visible(address: &str) -> String {
    address.chars().filter(|letter| !is_invisible(*letter)).collect()
}

//! String enums of the spec: `open!` declares those in responses, `closed!` those in requests.

/// Declares an enum that keeps an unknown value and writes it back unchanged.
macro_rules! open {
    ($(#[$attribute:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A value that the spec does not list, unchanged.
            Other(String),
        }

        impl $name {
            /// Returns the value as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl crate::lenient::Lenient for $name {
            fn from_json(json: crate::lenient::Json<'_>) -> crate::lenient::Reading<Self> {
                match json {
                    crate::lenient::Json::Text(text) => Ok(Some(Self::from(text))),
                    _ => Err(crate::lenient::Failure::Unfit("a text")),
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from(&*text))
            }
        }

        /// An unknown value is not printed, because the server can send any text.
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(match self {
                    $(Self::$variant => stringify!($variant),)*
                    Self::Other(_) => "Other(..)",
                })
            }
        }

        crate::string_enum::written! { $name; anyOf; $($text),* }
    };
}

/// Declares an enum that has no other values.
macro_rules! closed {
    ($(#[$attribute:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl $name {
            /// Returns the value as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match &*<std::borrow::Cow<'de, str>>::deserialize(deserializer)? {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(::serde::de::Error::custom(concat!("not a ", stringify!($name)))),
                }
            }
        }

        crate::string_enum::written! { $name; enum; $($text),* }
    };
}

/// Implements `Serialize` and `JsonSchema` for both kinds.
macro_rules! written {
    ($name:ident; $kind:ident; $($text:literal),*) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                crate::string_enum::schema!($kind; $($text),*)
            }
        }
    };
}

#[cfg(feature = "schemars")]
macro_rules! schema {
    (anyOf; $($text:literal),*) => {
        ::schemars::json_schema!({ "anyOf": [{ "type": "string", "enum": [$($text),*] }, { "type": "string" }] })
    };
    (enum; $($text:literal),*) => {
        ::schemars::json_schema!({ "type": "string", "enum": [$($text),*] })
    };
}

#[cfg(feature = "schemars")]
pub(crate) use schema;
pub(crate) use {closed, open, written};

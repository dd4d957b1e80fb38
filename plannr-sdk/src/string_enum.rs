//! Enumerations of strings, as the spec names them: `open!` for those of answers, `closed!` for those of requests.

/// Declares an enumeration that keeps a value it does not know, and writes it back as it came.
macro_rules! open {
    ($(#[$attribute:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A value that the spec does not know, as it came.
            Other(String),
        }

        impl $name {
            /// The value as the API writes it.
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
            fn from_text(text: &str) -> crate::lenient::Reading<Self> {
                crate::lenient::Reading::Value(Self::from(text))
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::from(&*text))
            }
        }

        /// An unknown value is not printed: it is the server's text.
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

/// Declares an enumeration that has no other values.
macro_rules! closed {
    ($(#[$attribute:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl $name {
            /// The value as the API writes it.
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

/// How both kinds are written, and their JSON Schema.
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

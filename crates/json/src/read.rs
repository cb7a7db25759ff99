//! From values to types, by way of serde.
//!
//! Every function here that is generic is compiled anew for each type read, so all that can be done without
//! knowing the type is done in functions that are not generic and are kept out of line.

use std::vec;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::{Error, Number, Value};

impl Value {
    #[inline(never)]
    fn into_bool(self) -> Result<bool, Error> {
        if let Self::Bool(truth) = self { Ok(truth) } else { Err(Error) }
    }

    #[inline(never)]
    fn into_number(self) -> Result<Number, Error> {
        if let Self::Number(number) = self { Ok(number) } else { Err(Error) }
    }

    #[inline(never)]
    fn into_text(self) -> Result<String, Error> {
        if let Self::Text(text) = self { Ok(text) } else { Err(Error) }
    }

    #[inline(never)]
    fn into_null(self) -> Result<(), Error> {
        if let Self::Null = self { Ok(()) } else { Err(Error) }
    }

    #[inline(never)]
    fn into_items(self) -> Result<Items, Error> {
        if let Self::List(items) = self { Ok(Items(items.into_iter())) } else { Err(Error) }
    }

    #[inline(never)]
    fn into_members(self) -> Result<Members, Error> {
        if let Self::Map(members) = self {
            Ok(Members { left: members.into_iter(), value: None })
        } else {
            Err(Error)
        }
    }

    /// The members with these names; what has another name is dropped.
    #[inline(never)]
    fn into_fields(self, names: &[&str]) -> Result<Fields, Error> {
        let Self::Map(members) = self else { return Err(Error) };
        let known = |(name, value): (String, Self)| Some((place(&name, names)?, value));
        let left: Vec<_> = members.into_iter().filter_map(known).collect();
        Ok(Fields { left: left.into_iter(), value: None })
    }

    /// The place of a variant among these names, and what it holds: `"name"` or `{"name": …}`.
    #[inline(never)]
    fn into_variant(self, names: &[&str]) -> Result<Variant, Error> {
        let (name, content) = match self {
            Self::Text(name) => (name, None),
            Self::Map(members) if members.len() == 1 => {
                members.into_iter().next().map(|(name, value)| (name, Some(value))).ok_or(Error)?
            }
            _ => return Err(Error),
        };
        Ok(Variant(place(&name, names).ok_or(Error)?, Content(content)))
    }

    fn visit_number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.into_number()? {
            Number::Unsigned(number) => visitor.visit_u64(number),
            Number::Signed(number) => visitor.visit_i64(number),
            Number::Float(number) => visitor.visit_f64(number),
        }
    }
}

/// What is left of a list.
struct Items(vec::IntoIter<Value>);

impl Items {
    /// Refuses a list with more in it than was asked for.
    #[inline(never)]
    fn finish(self) -> Result<(), Error> {
        if self.0.len() == 0 { Ok(()) } else { Err(Error) }
    }
}

impl<'de> SeqAccess<'de> for &mut Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(item)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// What is left of a map.
struct Members {
    left: vec::IntoIter<(String, Value)>,
    /// The value of the name given last.
    value: Option<Value>,
}

impl Members {
    #[inline(never)]
    fn next_name(&mut self) -> Option<Value> {
        let (name, value) = self.left.next()?;
        self.value = Some(value);
        Some(Value::Text(name))
    }

    #[inline(never)]
    fn take_value(&mut self) -> Result<Value, Error> {
        self.value.take().ok_or(Error)
    }

    /// Refuses a map with more in it than was asked for.
    #[inline(never)]
    fn finish(self) -> Result<(), Error> {
        if self.left.len() == 0 { Ok(()) } else { Err(Error) }
    }
}

impl<'de> MapAccess<'de> for &mut Members {
    type Error = Error;

    // A name is read as a text value: a deserializer of its own would double the code for every set of names.
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_name().map(|name| seed.deserialize(name)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.take_value()?)
    }
}

/// The place of a field or variant among the names of its type. Derived code is a good deal smaller when it is told
/// places than when it compares names.
struct Place(u64);

fn place(name: &str, names: &[&str]) -> Option<Place> {
    names.iter().position(|own| *own == name).map(|at| Place(at as u64))
}

impl<'de> Deserializer<'de> for Place {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What is left of the members of a struct.
struct Fields {
    left: vec::IntoIter<(Place, Value)>,
    /// The value of the field given last.
    value: Option<Value>,
}

impl Fields {
    #[inline(never)]
    fn next_place(&mut self) -> Option<Place> {
        let (place, value) = self.left.next()?;
        self.value = Some(value);
        Some(place)
    }

    #[inline(never)]
    fn take_value(&mut self) -> Result<Value, Error> {
        self.value.take().ok_or(Error)
    }
}

impl<'de> MapAccess<'de> for &mut Fields {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        self.next_place().map(|place| seed.deserialize(place)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.take_value()?)
    }
}

/// An enum whose variant is known.
struct Variant(Place, Content);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), Error> {
        Ok((seed.deserialize(self.0)?, self.1))
    }
}

/// What a variant holds, if anything is written.
struct Content(Option<Value>);

impl Content {
    #[inline(never)]
    fn value(self) -> Result<Value, Error> {
        self.0.ok_or(Error)
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        self.0.map_or(Ok(()), Value::into_null)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.value()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value()?.deserialize_struct("", names, visitor)
    }
}

/// Methods of [`Deserializer`] that are read by another method.
macro_rules! same {
    ($($method:ident($($ignored:ty),*) is $by:ident;)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, $(_: $ignored,)* visitor: V) -> Result<V::Value, Error> {
            self.$by(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Value {
    type Error = Error;

    // Enums tagged inside come this way, since serde keeps their content until the tag is known.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(truth) => visitor.visit_bool(truth),
            Self::Number(_) => self.visit_number(visitor),
            Self::Text(text) => visitor.visit_string(text),
            Self::List(_) => self.deserialize_seq(visitor),
            Self::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(self.into_bool()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.into_text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Self::Null = self { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.into_null()?;
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut items = self.into_items()?;
        let value = visitor.visit_seq(&mut items)?;
        items.finish()?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut members = self.into_members()?;
        let value = visitor.visit_map(&mut members)?;
        members.finish()?;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.into_variant(names)?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(&mut self.into_fields(names)?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    same! {
        deserialize_i8() is visit_number;
        deserialize_i16() is visit_number;
        deserialize_i32() is visit_number;
        deserialize_i64() is visit_number;
        deserialize_u8() is visit_number;
        deserialize_u16() is visit_number;
        deserialize_u32() is visit_number;
        deserialize_u64() is visit_number;
        deserialize_f32() is visit_number;
        deserialize_f64() is visit_number;
        deserialize_char() is deserialize_string;
        deserialize_str() is deserialize_string;
        deserialize_identifier() is deserialize_string;
        deserialize_bytes() is deserialize_any;
        deserialize_byte_buf() is deserialize_any;
        deserialize_unit_struct(&'static str) is deserialize_unit;
        deserialize_tuple(usize) is deserialize_seq;
        deserialize_tuple_struct(&'static str, usize) is deserialize_seq;
    }
}

#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

namespace layers {

/// A feature has the attribute, and it is null (RFC 7946, section 3.2). std::monostate: it has not.
struct Null {
  bool operator==(const Null&) const = default;
};

/// A date or a date and time as in RFC 3339, section 5.6, letter by letter as the source has it;
/// its offset may be missing.
template <typename Text>
struct BasicTime {
  Text text;
  bool operator==(const BasicTime&) const = default;
};

/// A list or an object, as JSON.
template <typename Text>
struct BasicJson {
  Text text;
  bool operator==(const BasicJson&) const = default;
};

/// A value of an attribute. A whole number is a std::int64_t where that can hold it, so that equal
/// numbers are equal values: see whole_number(). A double is finite.
template <typename Text>
using BasicValue = std::variant<std::monostate, Null, bool, std::int64_t, std::uint64_t, double,
                                Text, BasicTime<Text>, BasicJson<Text>>;

using Time = BasicTime<std::string>;
using Json = BasicJson<std::string>;
using Value = BasicValue<std::string>;

/// The same, pointing into what owns the text.
using TimeView = BasicTime<std::string_view>;
using JsonView = BasicJson<std::string_view>;
using ValueView = BasicValue<std::string_view>;

constexpr ValueView whole_number(std::uint64_t number) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (number > most)
    return number;
  return static_cast<std::int64_t>(number);
}

} // namespace layers

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace geo {

/// A value of an attribute in a vector tile (vector-tile-spec 2.1, section 4.4).
using MvtValue = std::variant<std::string_view, double, std::int64_t, std::uint64_t, bool>;

/// A Value message: as sint64 what is negative, as uint64 what is not.
std::string encode_mvt_value(const MvtValue& value);
void append_mvt_value(std::string& out, const MvtValue& value);

/// The inverse. A text points into `encoded`.
MvtValue decode_mvt_value(std::string_view encoded);

} // namespace geo

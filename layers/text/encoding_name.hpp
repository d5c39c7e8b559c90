#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace layers {

/// The name by which iconv knows an encoding, however programs spell it: "ANSI 1252",
/// "windows-1252", "cp1252" and "1252" are CP1252, "65001" is UTF-8, "88591" ISO-8859-1, "LDID/201"
/// CP1251. Empty for names that name none ("System", "ANSI", "OEM"); nullopt: unknown.
std::optional<std::string> encoding_name(std::string_view spelling);

} // namespace layers

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace layers {

/// A text per language tag ("vi", "en", ...). One that was given without a language has the tag "".
using Text = std::map<std::string, std::string>;

/// The text in a language, else in any, else `otherwise`.
std::string text_in(const Text& text, const std::string& language, std::string_view otherwise);

} // namespace layers

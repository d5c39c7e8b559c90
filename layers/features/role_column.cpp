#include "layers/features/role_column.hpp"

#include <algorithm>

#include "layers/features/attributes.hpp"
#include "layers/roles/speed_text.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

/// "DIR_TRAVEL": T and F are to and from, whatever else is there.
bool is_direction_name(const std::string& attribute) {
  return std::ranges::any_of(words_of(attribute), [](const std::string& word) {
    return word == "dir" || word == "direction" || word == "directionality";
  });
}

/// Both in capitals may be true and false, or against the line and along it; where the latter
/// words are used, others for both directions stand beside them.
bool has_only_t_and_f(const std::vector<std::string>& texts) {
  bool any = false;
  for (const auto& text : texts) {
    const auto letter = folded(without_blanks(text));
    if (letter != "t" && letter != "f" && !is_no_data(text))
      return false;
    any |= letter == "t" || letter == "f";
  }
  return any;
}

/// How the numbers in its texts are to be read.
ValueReading reading_of(const Role& role, const Column& column, const std::string& attribute) {
  if (!holds_numbers(role))
    return {};
  std::vector<std::string> texts;
  for (const auto& [value, count] : value_counts(column))
    if (const auto* text = std::get_if<std::string_view>(&value))
      texts.emplace_back(*text);
  const bool has_ft_and_tf = std::ranges::any_of(
      texts, [](const std::string& text) { return text == "FT" || text == "TF"; });
  return {convention_of(texts), unit_in_name(role, attribute), has_ft_and_tf,
          role.holds == RoleHolds::oneway && !is_direction_name(attribute) &&
              has_only_t_and_f(texts)};
}

struct AsPlainNumber {
  template <typename T>
  std::optional<double> operator()(const T& value) const {
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>)
      return static_cast<double>(value);
    return std::nullopt;
  }
};

} // namespace

RoleColumn role_column(const Layer& layer, const Role& role, const std::string& attribute) {
  const auto values = column(*layer.features, attribute);
  const auto meanings = layer.config.values.find(std::string(role.name));
  return {&role, values, meanings == layer.config.values.end() ? nullptr : &meanings->second,
          reading_of(role, values, attribute)};
}

std::optional<std::string> configured_meaning(const RoleColumn& column, const std::string& text) {
  if (!column.meanings)
    return std::nullopt;
  const auto found = column.meanings->find(text);
  if (found != column.meanings->end())
    return found->second;
  const auto trimmed = column.meanings->find(std::string(without_blanks(text)));
  return trimmed == column.meanings->end() ? std::nullopt : std::optional(trimmed->second);
}

std::optional<double> number_meant(const RoleColumn& column, const ValueView& value) {
  const auto text = text_of(value);
  if (const auto meaning = configured_meaning(column, text))
    return number_of_text(*column.role, *meaning, {});
  if (const auto number = std::visit(AsPlainNumber(), value))
    return number_of_number(*column.role, *number, column.reading);
  return number_of_text(*column.role, text, column.reading);
}

bool says_nothing(const RoleColumn& column, const ValueView& value) {
  const auto text = text_of(value);
  if (configured_meaning(column, text) == "")
    return true;
  return is_no_data(text) ||
         (column.role->holds == RoleHolds::speed && is_speed_without_number(text));
}

} // namespace layers

#include "layers/features/attributes.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <protozero/pbf_reader.hpp>

#include "geo/number_text.hpp"
#include "geo/tile/mvt.hpp"

namespace layers {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// The inverse of geo::encode_mvt_value(). A text points into `encoded`.
geo::MvtValue decoded(std::string_view encoded) {
  protozero::pbf_reader value(encoded.data(), encoded.size());
  if (!value.next())
    return std::string_view();
  switch (value.tag()) { // vector_tile.proto, message Value
  case 2:
    return static_cast<double>(value.get_float());
  case 3:
    return value.get_double();
  case 4:
    return value.get_int64();
  case 5:
    return value.get_uint64();
  case 6:
    return value.get_sint64();
  case 7:
    return value.get_bool();
  default: {
    const auto text = value.get_view();
    return std::string_view(text.data(), text.size());
  }
  }
}

double number_in(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = std::min(text.find_first_not_of(blanks), text.size());
  text = text.substr(first, text.find_last_not_of(blanks) + 1 - first);
  if (text.starts_with('+'))
    text.remove_prefix(1);
  return geo::parse_number<double>(text).value_or(missing);
}

struct AsNumber {
  double operator()(std::string_view text) const { return number_in(text); }
  double operator()(bool) const { return missing; }
  template <typename Number>
  double operator()(Number number) const {
    return static_cast<double>(number);
  }
};

struct AsText {
  std::string operator()(std::string_view text) const { return std::string(text); }
  template <typename Value>
  std::string operator()(Value value) const {
    return fmt::format("{}", value);
  }
};

std::optional<std::uint32_t> key_number(const TagTable& table, std::string_view attribute) {
  const auto found = std::ranges::find(table.keys, attribute);
  if (found == table.keys.end())
    return std::nullopt;
  return static_cast<std::uint32_t>(found - table.keys.begin());
}

template <typename T, typename Convert>
std::vector<T> column(const FeatureSet& features, std::string_view attribute, T otherwise,
                      Convert convert) {
  std::vector<T> values(features.size(), otherwise);
  const auto& table = features.tags;
  const auto key = key_number(table, attribute);
  for (std::size_t i = 0; key && i < values.size(); ++i) {
    const auto tags = table.tags_of(i);
    for (std::size_t t = 0; t < tags.size(); t += 2) {
      if (tags[t] == *key)
        values[i] = std::visit(convert, decoded(table.value(tags[t + 1])));
    }
  }
  return values;
}

} // namespace

std::vector<double> number_column(const FeatureSet& features, std::string_view attribute) {
  return column(features, attribute, missing, AsNumber());
}

std::vector<std::string> text_column(const FeatureSet& features, std::string_view attribute) {
  return column(features, attribute, std::string(), AsText());
}

bool has_attribute(const FeatureSet& features, std::string_view attribute) {
  return key_number(features.tags, attribute).has_value();
}

} // namespace layers

#include "layers/sources/cut_short.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/core.h>

#include "geo/number_text.hpp"

namespace layers {

namespace {

/// The first element, from its name to its end: `wfs:FeatureCollection numberMatched="9"`.
std::string_view root_element(std::string_view text) {
  const auto begins = [](char before, char c) {
    return before == '<' && std::isalpha(static_cast<unsigned char>(c));
  };
  const auto root = std::ranges::adjacent_find(text, begins);
  text.remove_prefix(static_cast<std::size_t>(root - text.begin()));
  return text.substr(0, text.find('>'));
}

/// Empty: it has none of this name.
std::string_view attribute_of(std::string_view element, const std::string& name) {
  for (const auto* quote : {"=\"", "='"}) {
    const auto at = element.find(" " + name + quote);
    if (at == std::string_view::npos)
      continue;
    const auto value = element.substr(at + name.size() + 3);
    return value.substr(0, value.find(quote[1]));
  }
  return {};
}

} // namespace

std::string one_page_of(std::uint64_t matched, std::uint64_t returned) {
  return fmt::format("the file is one page of several: its server has {} features, {} are in it; "
                     "ask for all of them",
                     matched, returned);
}

std::string cut_short_gml(std::string_view head) {
  std::string root(root_element(head));
  std::ranges::replace_if(
      root, [](unsigned char c) { return std::isspace(c); }, ' ');
  const auto count = [&](const char* name) {
    return geo::parse_number<std::uint64_t>(attribute_of(root, name));
  };
  const auto matched = count("numberMatched");
  const auto returned = count("numberReturned");
  if (matched && returned && *matched > *returned)
    return one_page_of(*matched, *returned);
  return attribute_of(root, "next").empty() ? "" : has_next_page;
}

} // namespace layers

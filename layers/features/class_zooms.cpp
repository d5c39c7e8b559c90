#include "layers/features/class_zooms.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

namespace layers {

namespace {

struct ClassText {
  std::string operator()(std::string_view text) const { return std::string(text); }
  std::string operator()(TimeView time) const { return std::string(time.text); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::to_string(value); }
  std::string operator()(std::uint64_t value) const { return fmt::to_string(value); }
  std::string operator()(double value) const { return fmt::to_string(value); }
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(Null) const { return {}; }
  std::string operator()(JsonView) const { return {}; }
};

} // namespace

ClassZooms class_zooms(std::string attribute, std::map<std::string, int, std::less<>> zooms,
                       int otherwise) {
  ClassZooms classes{std::move(attribute), std::move(zooms), otherwise, otherwise, ""};
  auto text = fmt::format("{}:{} {}", classes.attribute.size(), classes.attribute, otherwise);
  for (const auto& [value, from] : classes.zooms) {
    classes.all_from = std::max(classes.all_from, from);
    text += fmt::format(" {}:{} {}", value.size(), value, from);
  }
  if (classes.all_from > 0 || !classes.attribute.empty())
    classes.key = fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
  return classes;
}

std::string class_text(const ValueView& value) {
  return std::visit(ClassText(), value);
}

} // namespace layers

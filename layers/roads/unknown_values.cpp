#include "layers/roads/unknown_values.hpp"

#include <string_view>
#include <unordered_map>

#include "layers/features/attributes.hpp"
#include "layers/roles/roles.hpp"
#include "layers/text/folded_text.hpp"

namespace layers {

void report_unknown(const Layer& layer, const std::vector<std::string>& texts,
                    const std::string& what,
                    const std::function<bool(const std::string&)>& is_known, LoadReport& report) {
  std::unordered_map<std::string, bool> known;
  std::size_t with_value = 0;
  LoadReport::Problem* problem = nullptr;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (is_no_data(texts[i]))
      continue;
    ++with_value;
    const auto [found, is_new] = known.try_emplace(texts[i]);
    if (is_new)
      found->second = is_known(texts[i]);
    if (found->second)
      continue;
    problem = &report.add(what, Effect::not_understood, layer.features->id_text(i));
    if (is_new)
      problem->add_value(texts[i]);
  }
  if (problem)
    problem->of = with_value;
}

void report_conditional(const Layer& layer, const std::string& attribute, LoadReport& report) {
  report_unknown(
      layer, text_column(*layer.features, attribute),
      conditional_key(attribute) + ":conditional not understood, taken as without",
      [](const std::string& /*text*/) { return false; }, report);
}

std::string conditional_key(const std::string& attribute) {
  constexpr std::string_view ending = "_conditional";
  auto key = snake_name(attribute);
  if (!key.ends_with(ending))
    return "";
  key.resize(key.size() - ending.size());
  return key;
}

} // namespace layers

#include "layers/features/source_features.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace layers {

void LoadReport::add(const std::string& what, bool is_lost, const std::string& id) {
  constexpr std::size_t ids_kept = 5;
  auto found = std::ranges::find(problems, what, &Problem::what);
  if (found == problems.end())
    found = problems.insert(problems.end(), Problem{what, is_lost, 0, {}});
  ++found->count;
  if (!id.empty() && found->first_ids.size() < ids_kept)
    found->first_ids.push_back(id);
}

std::string_view id_in_json(std::string_view json_text) {
  constexpr std::string_view before = "\"id\":";
  if (!json_text.starts_with(before))
    return {};
  const auto text = json_text.substr(before.size());
  if (!text.starts_with('"'))
    return text.substr(0, text.find(','));
  std::size_t end = 1;
  while (text[end] != '"')
    end += text[end] == '\\' ? 2 : 1;
  return text.substr(0, end + 1);
}

std::string id_text(std::string_view json) {
  if (!json.starts_with('"'))
    return std::string(json);
  if (json.find('\\') != std::string_view::npos)
    return nlohmann::json::parse(json).get<std::string>();
  return std::string(json.substr(1, json.size() - 2));
}

bool LoadReport::lost_any() const {
  return std::ranges::any_of(problems, &Problem::lost);
}

} // namespace layers

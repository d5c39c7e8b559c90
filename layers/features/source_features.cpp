#include "layers/features/source_features.hpp"

#include <algorithm>

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

std::string feature_id_text(std::string_view json_text) {
  constexpr std::string_view before = "\"id\":";
  const auto end = json_text.find(",\"properties\":");
  auto id = json_text.substr(0, end);
  id.remove_prefix(id.starts_with(before) ? before.size() : 0);
  return std::string(id.starts_with('"') ? id.substr(1, id.size() - 2) : id);
}

bool LoadReport::lost_any() const {
  return std::ranges::any_of(problems, &Problem::lost);
}

} // namespace layers

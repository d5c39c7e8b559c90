#include "layers/source_features.hpp"

#include <algorithm>

namespace layers {

void LoadReport::add(const std::string& what, bool is_lost, const std::string& id) {
  constexpr std::size_t ids_kept = 5;
  auto found = std::ranges::find(problems, what, &Problem::what);
  if (found == problems.end())
    found = problems.insert(problems.end(), Problem{what, is_lost, 0, {}});
  ++found->count;
  if (found->first_ids.size() < ids_kept)
    found->first_ids.push_back(id);
}

bool LoadReport::lost_any() const {
  return std::ranges::any_of(problems, &Problem::lost);
}

} // namespace layers

#include "layers/sources/unique_ids.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "geo/json_text.hpp"

namespace layers {

namespace {

struct NewId {
  std::size_t feature = 0;
  std::string id;
};

/// `12` and `"12"` are one address.
std::string_view without_quotes(std::string_view id) {
  return id.starts_with('"') ? id.substr(1, id.size() - 2) : id;
}

/// The features that repeat an id, in their order.
std::vector<std::size_t> repeating(const SourceFeatures& features) {
  std::unordered_set<std::string_view> taken;
  taken.reserve(features.size());
  std::vector<std::size_t> again;
  for (std::size_t i = 0; i < features.size(); ++i)
    if (!taken.insert(without_quotes(id_in_json(features.json_text(i)))).second)
      again.push_back(i);
  return again;
}

/// The features that repeat an id, and what they are called instead.
std::vector<NewId> renamed(const SourceFeatures& features) {
  const auto again = repeating(features);
  std::unordered_set<std::string> taken;
  for (std::size_t i = 0; !again.empty() && i < features.size(); ++i)
    taken.insert(features.id_text(i));
  std::unordered_map<std::string, int> last;
  std::vector<NewId> names;
  for (const auto i : again) {
    const auto old = features.id_text(i);
    auto& n = last.try_emplace(old, 1).first->second;
    auto id = old;
    while (!taken.insert(id).second)
      id = fmt::format("{}_{}", old, ++n);
    names.push_back({i, std::move(id)});
  }
  return names;
}

} // namespace

void make_ids_unique(SourceFeatures& features) {
  const auto names = renamed(features);
  if (names.empty())
    return;
  const auto json = std::exchange(features.json, {});
  const auto starts = std::exchange(features.json_starts, {0});
  auto next = names.begin();
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    auto text = std::string_view(json).substr(starts[i], starts[i + 1] - starts[i]);
    if (next != names.end() && next->feature == i) {
      features.report.add("id repeats; later features are called \"7_2\", \"7_3\", …", Effect::note,
                          id_text(id_in_json(text)));
      text.remove_prefix(std::string_view("\"id\":").size() + id_in_json(text).size());
      features.json += "\"id\":";
      geo::append_json_string(features.json, next++->id);
    }
    features.json += text;
    features.json_starts.push_back(features.json.size());
  }
}

} // namespace layers

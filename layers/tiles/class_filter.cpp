#include "layers/tiles/class_filter.hpp"

#include <algorithm>
#include <iterator>

namespace layers {

ClassFilter::ClassFilter(const Layer& layer, int zoom)
    : m_classes(layer.drawn_from), m_table(layer.features->attributes), m_zoom(zoom),
      m_draws_all(zoom >= m_classes.all_from), m_draws_others(zoom >= m_classes.otherwise),
      m_key(m_table.key_of(m_classes.attribute)) {}

/// The number in the dictionary.
std::optional<std::uint32_t> ClassFilter::value_of(std::uint32_t item) const {
  const auto [keys, values] = m_table.tags_of(item);
  const auto found = std::ranges::find(keys, *m_key) - keys.begin();
  return found < std::ssize(keys) ? std::optional(values[static_cast<std::size_t>(found)])
                                  : std::nullopt;
}

const ClassFilter::Class& ClassFilter::known(std::uint32_t value) {
  const auto [known, is_new] = m_known.try_emplace(value, Class{0, m_draws_others});
  if (!is_new)
    return known->second;
  const auto zoom = m_classes.zooms.find(class_text(m_table.dictionary.value(value)));
  if (zoom != m_classes.zooms.end())
    known->second = {static_cast<std::uint32_t>(std::distance(m_classes.zooms.begin(), zoom)) + 1,
                     m_zoom >= zoom->second};
  return known->second;
}

bool ClassFilter::draws(std::uint32_t item) {
  if (m_draws_all || !m_key)
    return m_draws_all || m_draws_others;
  const auto value = value_of(item);
  return value ? known(*value).is_drawn : m_draws_others;
}

std::uint32_t ClassFilter::class_of(std::uint32_t item) {
  const auto value = m_key ? value_of(item) : std::nullopt;
  return value ? known(*value).number : 0;
}

} // namespace layers

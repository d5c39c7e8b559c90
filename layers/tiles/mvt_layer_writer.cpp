#include "layers/tiles/mvt_layer_writer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace layers {

Renumbering::Memory& Renumbering::spare() {
  thread_local Memory of_thread;
  return of_thread;
}

Renumbering::Renumbering(std::size_t numbers) : m_memory(std::exchange(spare(), {})) {
  constexpr std::uint64_t last_round = 0xFFFFFFFF;
  if (m_memory.round == last_round)
    m_memory = {};
  ++m_memory.round;
  if (m_memory.slots.size() < numbers)
    m_memory.slots.resize(numbers);
}

Renumbering::~Renumbering() {
  if (m_memory.slots.size() >= spare().slots.size())
    spare() = std::move(m_memory);
}

MvtLayerWriter::MvtLayerWriter(const Layer& layer, geo::TileId tile)
    : m_features(*layer.features), m_shaper(tile), m_layer(layer.config.id),
      m_values(m_features.attributes.dictionary.size()) {
  const auto& table = m_features.attributes;
  const auto attributes = static_cast<std::uint32_t>(table.attributes.size());
  m_id_slot = table.key_of("id").value_or(attributes);
  m_count_slot = table.key_of(count_key).value_or(attributes + 1);
  m_sum_slot = table.key_of(sum_key).value_or(attributes + 2);
  m_class_slot = table.key_of(layer.drawn_from.attribute).value_or(no_slot);
  m_keys.resize(attributes + 3);
}

const geo::MvtParts& MvtLayerWriter::shape(const Drawn& drawn) {
  m_shaper.set_coarser(drawn.coarser);
  const auto feature = m_features.feature(drawn.item);
  switch (drawn.as) {
  case Drawn::As::pixel:
    return m_shaper.pixel({box_of(drawn, m_features), feature.part(0).type()});
  case Drawn::As::cluster:
    return m_shaper.point(drawn.centre);
  default:
    return m_shaper.shape(feature, box_of(drawn, m_features), m_features.vertex_zooms);
  }
}

std::string_view MvtLayerWriter::key_name(std::uint32_t slot) const {
  if (slot == m_id_slot)
    return "id";
  if (slot == m_sum_slot)
    return sum_key;
  return slot == m_count_slot ? count_key : m_features.attributes.attributes[slot].name;
}

/// An attribute that stands in `hidden_slot` is left out.
void MvtLayerWriter::add_attributes(std::size_t feature, std::uint32_t hidden_slot) {
  const auto& table = m_features.attributes;
  const auto [keys, values] = table.tags_of(feature);
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (values[i] != null_value && keys[i] != hidden_slot)
      add_tag(keys[i], value(values[i]));
  if (const auto id = table.other_id_of(feature); id && !has_value(feature, m_id_slot))
    add_tag(m_id_slot, value(*id));
}

bool MvtLayerWriter::has_value(std::size_t feature, std::uint32_t attribute) const {
  const auto [keys, values] = m_features.attributes.tags_of(feature);
  const auto found = std::ranges::find(keys, attribute) - keys.begin();
  return found < std::ssize(keys) && values[static_cast<std::size_t>(found)] != null_value;
}

/// What the style tells its class by.
void MvtLayerWriter::add_class(std::size_t feature) {
  const auto [keys, values] = m_features.attributes.tags_of(feature);
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (values[i] != null_value && keys[i] == m_class_slot)
      add_tag(keys[i], value(values[i]));
}

/// "count" takes the place of an attribute of that name.
void MvtLayerWriter::set_tags(const Drawn& drawn) {
  const bool is_many = drawn.count > 1;
  m_tags.clear();
  if (drawn.has_class_only)
    add_class(drawn.item);
  else if (drawn.as != Drawn::As::cluster)
    add_attributes(drawn.item, is_many ? m_count_slot : no_slot);
  if (is_many)
    add_tag(m_count_slot, m_layer.add_value(geo::encode_mvt_value(std::uint64_t{drawn.count})));
  if (drawn.sum)
    add_tag(m_sum_slot, m_layer.add_value(geo::encode_mvt_value(*drawn.sum)));
}

void MvtLayerWriter::add(const Drawn& drawn) {
  const auto& parts = shape(drawn);
  if (parts.empty())
    return;
  set_tags(drawn);
  const bool is_one = drawn.as != Drawn::As::cluster && !(drawn.has_class_only && drawn.count > 1);
  const auto id = is_one ? m_features.attributes.id_of(drawn.item) : std::nullopt;
  const auto add = [&](geo::MvtType type, const geo::MvtGeometry& geometry) {
    if (!geometry.empty())
      m_layer.add_feature(id, m_tags, type, geometry);
  };
  add(geo::MvtType::polygon, parts.polygons);
  add(geo::MvtType::line, parts.lines);
  add(geo::MvtType::point, parts.points);
}

std::string MvtLayerWriter::take() {
  std::string text;
  if (!m_layer.empty())
    m_layer.append_to(text);
  return text;
}

} // namespace layers

#include "layers/tiles/mvt_layer_writer.hpp"

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
      m_keys(m_features.tags.keys.size()), m_values(m_features.tags.value_count()) {}

const geo::MvtParts& MvtLayerWriter::shape(const Drawn& drawn) {
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

/// "count" takes the place of an attribute of that name.
void MvtLayerWriter::set_tags(const Drawn& drawn) {
  const auto& table = m_features.tags;
  const bool is_many = drawn.count > 1;
  m_tags.clear();
  if (drawn.as != Drawn::As::cluster) {
    const auto tags = table.tags_of(drawn.item);
    for (std::size_t i = 0; i < tags.size(); i += 2) {
      const auto& key = table.keys[tags[i]];
      if (is_many && key == count_key)
        continue;
      if (!m_keys[tags[i]])
        m_keys[tags[i]] = m_layer.add_key(key);
      m_tags.push_back(*m_keys[tags[i]]);
      m_tags.push_back(
          m_values(tags[i + 1], [&] { return m_layer.add_value(table.value(tags[i + 1])); }));
    }
  }
  if (is_many) {
    if (!m_count_key)
      m_count_key = m_layer.add_key(count_key);
    m_tags.push_back(*m_count_key);
    m_tags.push_back(m_layer.add_value(geo::encode_mvt_value(std::uint64_t{drawn.count})));
  }
}

void MvtLayerWriter::add(const Drawn& drawn) {
  const auto& parts = shape(drawn);
  if (parts.empty())
    return;
  set_tags(drawn);
  const auto id = drawn.as == Drawn::As::cluster ? std::nullopt : m_features.tags.id_of(drawn.item);
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

#include "layers/tile_builder.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "geo/geojson.hpp"
#include "geo/stop.hpp"
#include "geo/tile_geometry.hpp"

// For each layer: index search -> features smaller than a pixel share their pixel when there are
// many -> geometry for the tile -> text.

namespace layers {

namespace {

using Hit = geo::SpatialIndex::Hit;

struct Drawn {
  Hit hit;
  bool is_tiny = false;
  std::uint32_t count = 1; ///< features it stands for
};

/// The pixel of the tile and its buffer that holds the middle of a box.
std::size_t pixel_number(const geo::Box& box, geo::TileId tile) {
  constexpr int side = geo::tile_size_px + 2 * geo::tile_buffer_px + 2;
  const auto world = geo::to_world({(box.west + box.east) / 2, (box.south + box.north) / 2});
  const double pixels = 1 / geo::pixel_in_world(tile.z);
  const auto column = [&](double share, std::uint32_t number) {
    const double px = share * pixels - static_cast<double>(number) * geo::tile_size_px;
    return static_cast<std::size_t>(std::clamp(px + geo::tile_buffer_px + 1, 0.0, side - 1.0));
  };
  return column(world.y, tile.y) * side + column(world.x, tile.x);
}

/// Keeps the first tiny feature of every pixel and counts the others.
void share_pixels(std::vector<Drawn>& drawn, geo::TileId tile) {
  constexpr std::size_t side = geo::tile_size_px + 2 * geo::tile_buffer_px + 2;
  std::vector<Drawn*> first_in_pixel(side * side);
  for (auto& candidate : drawn) {
    if (!candidate.is_tiny)
      continue;
    auto& first = first_in_pixel[pixel_number(*candidate.hit.box, tile)];
    if (first == nullptr) {
      first = &candidate;
    } else {
      ++first->count;
      candidate.count = 0;
    }
  }
  std::erase_if(drawn, [](const Drawn& d) { return d.count == 0; });
}

std::vector<Drawn> choose(const FeatureSet& features, geo::TileId tile) {
  std::vector<Drawn> drawn;
  std::size_t tiny = 0;
  for (const auto& hit : features.index.query(geo::bounds(tile, geo::tile_buffer_px))) {
    drawn.push_back({hit, geo::is_smaller_than_a_pixel(*hit.box, tile.z)});
    tiny += drawn.back().is_tiny ? 1 : 0;
  }
  if (tiny > tiny_features_drawn)
    share_pixels(drawn, tile);
  return drawn;
}

void append_geojson_layer(std::string& out, const Layer& layer, geo::TileId tile,
                          const std::stop_token& stop) {
  const auto& features = *layer.features;
  const auto head = fmt::format(R"({{"type":"Feature","layer":"{}",)", layer.config.id);
  const int decimals = geo::decimals(tile.z);
  geo::Geometry geometry;
  for (const auto& drawn : choose(features, tile)) {
    geo::check_stop(stop);
    const auto feature = features.feature(drawn.hit.item);
    geo::tile_geometry(feature, features.vertex_zooms, tile, geometry);
    if (geometry.empty())
      continue;
    if (out.back() == '}')
      out += ',';
    out += head;
    out += features.json_text(drawn.hit.item);
    if (drawn.count > 1)
      fmt::format_to(std::back_inserter(out), R"(,"count":{})", drawn.count);
    out += R"(,"geometry":)";
    geo::append_geojson(out, geometry, decimals);
    out += '}';
  }
}

/// Numbers of a layer's keys and values in one tile, given when they are first used.
class TileTags {
public:
  TileTags(const TagTable& table, geo::MvtLayer& out) : m_table(table), m_out(out) {}

  /// Valid until the next call.
  std::span<const std::uint32_t> of(std::size_t feature) {
    const auto tags = m_table.tags_of(feature);
    m_tags.clear();
    for (std::size_t i = 0; i < tags.size(); i += 2) {
      m_tags.push_back(
          number(m_keys, tags[i], [&] { return m_out.add_key(m_table.keys[tags[i]]); }));
      m_tags.push_back(number(m_values, tags[i + 1],
                              [&] { return m_out.add_value(m_table.value(tags[i + 1])); }));
    }
    return m_tags;
  }

private:
  using Numbers = std::unordered_map<std::uint32_t, std::uint32_t>;

  template <typename Add>
  static std::uint32_t number(Numbers& numbers, std::uint32_t global, Add add) {
    const auto [found, is_new] = numbers.try_emplace(global, 0);
    if (is_new)
      found->second = add();
    return found->second;
  }

  const TagTable& m_table;
  geo::MvtLayer& m_out;
  Numbers m_keys;
  Numbers m_values;
  std::vector<std::uint32_t> m_tags;
};

void append_mvt_layer(std::string& out, const Layer& layer, geo::TileId tile,
                      const std::stop_token& stop) {
  const auto& features = *layer.features;
  geo::MvtLayer written(layer.config.id);
  TileTags tags(features.tags, written);
  geo::MvtParts parts;
  for (const auto& drawn : choose(features, tile)) {
    geo::check_stop(stop);
    geo::tile_geometry(features.feature(drawn.hit.item), features.vertex_zooms, tile, parts);
    const auto add = [&](geo::MvtType type, const geo::MvtGeometry& geometry) {
      if (!geometry.empty())
        written.add_feature(features.tags.id_of(drawn.hit.item), tags.of(drawn.hit.item), type,
                            geometry);
    };
    add(geo::MvtType::polygon, parts.polygons);
    add(geo::MvtType::line, parts.lines);
    add(geo::MvtType::point, parts.points);
  }
  if (!written.empty())
    written.append_to(out);
}

bool is_shown(const Layer& layer, geo::TileId tile) {
  return tile.z >= layer.config.min_zoom && tile.z <= layer.config.max_zoom;
}

Tile build_geojson(const TileRequest& request, const std::stop_token& stop) {
  Tile made{R"({"type":"FeatureCollection","features":[)"};
  for (const auto& layer : request.layers)
    if (is_shown(*layer, request.tile))
      append_geojson_layer(made.bytes, *layer, request.tile, stop);
  made.bytes += "]}";
  return made;
}

Tile build_mvt(const TileRequest& request, const std::stop_token& stop) {
  Tile made;
  for (const auto& layer : request.layers)
    if (is_shown(*layer, request.tile))
      append_mvt_layer(made.bytes, *layer, request.tile, stop);
  return made;
}

} // namespace

Tile build_tile(const TileRequest& request, const std::stop_token& stop) {
  return request.format == TileFormat::mvt ? build_mvt(request, stop)
                                           : build_geojson(request, stop);
}

} // namespace layers

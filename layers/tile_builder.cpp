#include "layers/tile_builder.hpp"

#include <algorithm>

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

void append_layer(std::string& out, const Layer& layer, geo::TileId tile,
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

} // namespace

std::string geojson_tile(std::span<const std::shared_ptr<const Layer>> layers, geo::TileId tile,
                         const std::stop_token& stop) {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (const auto& layer : layers)
    if (tile.z >= layer->config.min_zoom && tile.z <= layer->config.max_zoom)
      append_layer(out, *layer, tile, stop);
  out += "]}";
  return out;
}

} // namespace layers

#include "layers/tiles/tile_builder.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "geo/stop.hpp"
#include "layers/tiles/changed_tile.hpp"
#include "layers/tiles/geojson_layer_writer.hpp"
#include "layers/tiles/mvt_layer_writer.hpp"
#include "layers/tiles/tile_choice.hpp"

// Choose what each layer shows -> write it -> when that is more than the budget, write the layers
// that take more than their share again, without what is least important.

namespace layers {

namespace {

/// What is written of one layer.
struct Piece {
  std::string text;
  std::size_t drawn = 0;   ///< how much of what was chosen was written
  std::size_t dropped = 0; ///< features
};

/// Writes until it gets longer than `most_bytes`: then the last one drawn is one too many.
template <typename Writer>
Piece write(const TileRequest& request, const Layer& layer, std::span<const Drawn> chosen,
            std::size_t most_bytes, const std::stop_token& stop) {
  Writer writer(layer, request.tile);
  std::size_t drawn = 0;
  while (drawn < chosen.size() && writer.bytes() <= most_bytes) {
    geo::check_stop(stop);
    writer.add(chosen[drawn++]);
  }
  return {writer.take(), drawn};
}

std::size_t features_in(std::span<const Drawn> drawn) {
  return std::accumulate(drawn.begin(), drawn.end(), std::size_t{0},
                         [](std::size_t sum, const Drawn& d) { return sum + d.count; });
}

/// As many of the most important as fit.
template <typename Writer>
Piece write_cut(const TileRequest& request, const Layer& layer, std::vector<Drawn> chosen,
                std::size_t most_bytes, const std::stop_token& stop) {
  const auto all = features_in(chosen);
  sort_by_importance(chosen, *layer.features);
  auto kept = write<Writer>(request, layer, chosen, most_bytes, stop).drawn - 1;
  while (true) {
    auto shown = std::vector(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(kept));
    sort_by_source(shown);
    auto piece = write<Writer>(request, layer, shown, most_bytes, stop);
    piece.dropped = all - features_in(shown);
    if (piece.text.size() <= most_bytes)
      return piece;
    kept -= 1 + kept / 256; // in this order some numbers take a byte more
  }
}

/// What each layer may take: those that need less than an equal share leave the rest to the others.
std::vector<std::size_t> shares(const std::vector<Piece>& pieces, std::size_t budget_bytes) {
  std::vector<std::size_t> order(pieces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto size = [&](std::size_t i) { return pieces[i].text.size(); };
  std::ranges::stable_sort(order, {}, size);
  std::vector<std::size_t> share(pieces.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    share[order[k]] = std::min(size(order[k]), budget_bytes / (order.size() - k));
    budget_bytes -= share[order[k]];
  }
  return share;
}

template <typename Writer>
std::vector<Piece> write_layers(const TileRequest& request, std::size_t budget_bytes,
                                const std::stop_token& stop) {
  std::vector<Piece> pieces;
  std::vector<std::vector<Drawn>> chosen;
  std::size_t bytes = 0;
  for (const auto& layer : request.layers) {
    chosen.push_back(choose(*layer, request.tile));
    pieces.push_back(write<Writer>(request, *layer, chosen.back(), budget_bytes, stop));
    bytes += pieces.back().text.size();
  }
  if (bytes <= budget_bytes)
    return pieces;
  const auto share = shares(pieces, budget_bytes);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (pieces[i].text.size() > share[i])
      pieces[i] =
          write_cut<Writer>(request, *request.layers[i], std::move(chosen[i]), share[i], stop);
  return pieces;
}

Tile joined(const std::vector<Piece>& pieces, std::string_view before, std::string_view between,
            std::string_view after) {
  Tile tile{std::string(before), {}};
  for (const auto& piece : pieces) {
    if (!piece.text.empty() && tile.bytes.size() > before.size())
      tile.bytes += between;
    tile.bytes += piece.text;
    tile.dropped.push_back(piece.dropped);
  }
  tile.bytes += after;
  return tile;
}

} // namespace

Tile build_tile(const TileRequest& wanted, const std::stop_token& stop) {
  LayerList layers;
  for (const auto& layer : wanted.layers)
    layers.push_back(layer_in_tile(layer, wanted.tile));
  auto request = wanted;
  request.layers = layers;
  constexpr std::size_t wordiness_of_geojson = 4;
  const auto budget = request.budget_bytes == 0
                          ? std::numeric_limits<std::size_t>::max() / wordiness_of_geojson
                          : request.budget_bytes;
  if (request.format == TileFormat::mvt)
    return joined(write_layers<MvtLayerWriter>(request, budget, stop), "", "", "");
  return joined(write_layers<GeojsonLayerWriter>(request, wordiness_of_geojson * budget, stop),
                R"({"type":"FeatureCollection","features":[)", ",", "]}");
}

} // namespace layers

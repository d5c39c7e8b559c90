#include "layers/tiles/tile_builder.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "geo/stop.hpp"
#include "layers/tiles/changed_tile.hpp"
#include "layers/tiles/geojson_layer_writer.hpp"
#include "layers/tiles/mvt_layer_writer.hpp"
#include "layers/tiles/tile_choice.hpp"
#include "layers/tiles/tile_cut.hpp"

// Choose what each layer shows -> write it -> when that is more than the budget, cut the layers
// that take more than their share and write these again.

namespace layers {

namespace {

/// A layer as it is chosen, and what is written of it.
struct Part {
  Making making;
  std::vector<Drawn> chosen;
  Piece piece;
  bool is_whole = true; ///< else writing it was given up
};

/// Writes the layer, unless it is clear on the way that it does not fit.
template <typename Writer>
Part write_part(const Making& making, std::size_t budget_bytes) {
  Part part{making, choose(making.layer, making.request.tile), {}};
  Writer writer(making.layer, making.request.tile);
  auto next = part.chosen.begin();
  const auto is_done = [&] { return next == part.chosen.end(); };
  const auto write_until = [&](std::size_t most_bytes) {
    for (; !is_done() && writer.bytes() <= most_bytes; ++next) {
      geo::check_stop(making.stop);
      writer.add(*next);
    }
  };
  write_until(budget_bytes);
  if (!is_done() && estimated_need<Writer>(making, part.chosen) <= budget_bytes + budget_bytes / 4)
    write_until(most_times_compressed * budget_bytes);
  part.is_whole = is_done();
  part.piece.text = writer.take();
  return part;
}

template <typename Writer>
std::size_t need_of(const Part& part) {
  return part.is_whole ? estimated_sent_bytes(part.piece.text, part.making.request.sent_bytes)
                       : estimated_need<Writer>(part.making, part.chosen);
}

/// What each part may take: those that need less than an equal share leave the rest to the others.
std::vector<std::size_t> shares(const std::vector<std::size_t>& needs, std::size_t budget_bytes) {
  std::vector<std::size_t> order(needs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return needs[i]; });
  std::vector<std::size_t> share(needs.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    share[order[k]] = std::min(needs[order[k]], budget_bytes / (order.size() - k));
    budget_bytes -= share[order[k]];
  }
  return share;
}

/// What stands around the pieces of a format.
struct Frame {
  std::string_view before;
  std::string_view between;
  std::string_view after;
};

Tile joined(const std::vector<Part>& parts, const Frame& frame) {
  Tile tile{std::string(frame.before), {}};
  for (const auto& part : parts) {
    const auto& piece = part.piece;
    if (!piece.text.empty() && tile.bytes.size() > frame.before.size())
      tile.bytes += frame.between;
    tile.bytes += piece.text;
    tile.reductions.push_back(piece.reduction);
  }
  tile.bytes += frame.after;
  return tile;
}

/// Cuts the parts that need more than their share. Compressed together they may take a little more
/// than each alone: then again with less.
template <typename Writer>
Tile cut(std::vector<Part> parts, const Frame& frame, std::size_t budget_bytes) {
  const auto& request = parts.front().making.request;
  std::vector<std::size_t> needs;
  for (const auto& part : parts)
    needs.push_back(need_of<Writer>(part));
  for (auto within = budget_bytes;; within -= within / 8 + 1) {
    const auto share = shares(needs, within);
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (!parts[i].is_whole || needs[i] > share[i])
        parts[i].piece = write_cut<Writer>(parts[i].making, parts[i].chosen, needs[i], share[i]);
    auto tile = joined(parts, frame);
    if (within < 2 || fits(tile.bytes, budget_bytes, request.sent_bytes))
      return tile;
  }
}

template <typename Writer>
Tile build(const TileRequest& request, const Frame& frame, const std::stop_token& stop) {
  const auto budget = request.budget_bytes == 0
                          ? std::numeric_limits<std::size_t>::max() / (2 * most_times_compressed)
                          : request.budget_bytes;
  std::vector<Part> parts;
  for (const auto& layer : request.layers)
    parts.push_back(write_part<Writer>({request, *layer, stop}, budget));
  auto tile = joined(parts, frame);
  const bool is_whole = std::ranges::all_of(parts, &Part::is_whole);
  return parts.empty() || (is_whole && fits(tile.bytes, budget, request.sent_bytes))
             ? std::move(tile)
             : cut<Writer>(std::move(parts), frame, budget);
}

} // namespace

Tile build_tile(const TileRequest& wanted, const std::stop_token& stop) {
  LayerList layers;
  for (const auto& layer : wanted.layers)
    layers.push_back(layer_in_tile(layer, wanted.tile));
  auto request = wanted;
  request.layers = layers;
  if (request.format == TileFormat::mvt)
    return build<MvtLayerWriter>(request, {}, stop);
  return build<GeojsonLayerWriter>(
      request, {R"({"type":"FeatureCollection","features":[)", ",", "]}"}, stop);
}

} // namespace layers

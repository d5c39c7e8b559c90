#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "geo/stop.hpp"
#include "layers/tiles/tile_builder.hpp"

namespace layers {

/// One layer of a tile in the making.
struct Making {
  const TileRequest& request;
  const Layer& layer;
  const std::stop_token& stop;
};

/// What is written of a layer.
struct Piece {
  std::string text;
  Reduction reduction = {};
};

template <typename Writer>
Piece write(const Making& making, std::span<const Drawn> drawn) {
  Writer writer(making.layer, making.request.tile);
  for (const auto& d : drawn) {
    geo::check_stop(making.stop);
    writer.add(d);
  }
  return {writer.take()};
}

/// Of many, runs of neighbours all over the tile.
std::vector<Drawn> sample_of(std::span<const Drawn> drawn);

/// About what these take as they are sent: of many a sample is written.
template <typename Writer>
std::size_t estimated_need(const Making& making, std::span<const Drawn> drawn) {
  const auto sample = sample_of(drawn);
  const auto text = write<Writer>(making, sample).text;
  return estimated_sent_bytes(text, making.request.sent_bytes) * drawn.size() /
         std::max(std::size_t{1}, sample.size());
}

/// How a layer is made to take less.
struct Step {
  Coarseness coarseness = 0;
  bool keeps_areas = true;
  bool keeps_others = true; ///< lines and points
};

/// The steps for what is drawn, in their order; the last leaves nothing.
std::vector<Step> steps_for(std::span<const Drawn> drawn, const FeatureSet& features);

/// Takes a step with all but the most important `spared`, which `ranks` tells. Both are in the
/// order of the source.
std::vector<Drawn> stepped(std::span<const Drawn> drawn, std::span<const std::uint32_t> ranks,
                           std::size_t spared, const Making& making, const Step& step);

std::size_t features_in(std::span<const Drawn> drawn);

/// What a step leads from and to, with none spared.
struct Needs {
  std::size_t before = 0;
  std::size_t after = 0;
};

/// Takes a step with no more than has to be: the most important are spared. Nullopt: it does not
/// fit with none spared, though it was estimated to.
template <typename Writer>
std::optional<Piece> write_stepped(const Making& making, std::span<const Drawn> drawn,
                                   const Step& step, Needs needs, std::size_t most_bytes) {
  const auto ranks = ranks_of(drawn, *making.layer.features);
  const auto aim = std::max(most_bytes - most_bytes / 10, needs.after);
  const auto spared_of = [&](std::size_t spared, std::size_t need) { // the large need more
    return static_cast<std::size_t>(static_cast<double>(spared) *
                                    static_cast<double>(aim - needs.after) /
                                    static_cast<double>(need - needs.after));
  };
  auto spared = needs.before > most_bytes ? spared_of(drawn.size(), needs.before) : drawn.size();
  while (true) {
    const auto shown = stepped(drawn, ranks, spared, making, step);
    auto need = estimated_need<Writer>(making, shown);
    if (need <= most_bytes) {
      auto piece = write<Writer>(making, shown);
      piece.reduction = {step.coarseness, features_in(drawn) - features_in(shown)};
      if (fits(piece.text, most_bytes, making.request.sent_bytes))
        return piece;
      need = most_bytes + 1;
    }
    if (spared == 0)
      return std::nullopt;
    spared = std::min(spared - 1, spared_of(spared, need));
  }
}

/// The layer with no more done to it than has to be. `need` is what it would take.
template <typename Writer>
Piece write_cut(const Making& making, std::vector<Drawn> drawn, std::size_t need,
                std::size_t most_bytes) {
  std::size_t dropped = 0;
  for (const auto& step : steps_for(drawn, *making.layer.features)) {
    auto next = stepped(drawn, {}, 0, making, step);
    if (next == drawn)
      continue;
    const auto next_need = estimated_need<Writer>(making, next);
    if (next_need <= most_bytes)
      if (auto piece = write_stepped<Writer>(making, drawn, step, {need, next_need}, most_bytes)) {
        piece->reduction.dropped += dropped;
        return *std::move(piece);
      }
    dropped += features_in(drawn) - features_in(next);
    drawn = std::move(next);
    need = next_need;
  }
  return {"", {coarseness::last, dropped}};
}

} // namespace layers

#include "server/api/download.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "geo/stop.hpp"
#include "server/api/collections.hpp"
#include "server/http/byte_range.hpp"
#include "server/http/respond.hpp"

namespace server {

namespace {

constexpr std::size_t piece_bytes = 256UL * 1024;

/// The file, piece after piece, from the feature that begins one.
class LayerText {
public:
  explicit LayerText(std::shared_ptr<const layers::FeatureSet> features, std::size_t first = 0)
      : m_features(std::move(features)), m_next(first) {}

  std::size_t next_feature() const { return m_next; }

  BodyPiece next() {
    BodyPiece piece;
    if (m_next == 0)
      piece.bytes = R"({"type":"FeatureCollection","features":[)";
    for (; m_next < m_features->size() && piece.bytes.size() < piece_bytes; ++m_next) {
      if (m_next > 0)
        piece.bytes += ",\n";
      append_feature(piece.bytes, *m_features, m_next);
    }
    piece.is_last = m_next == m_features->size();
    if (piece.is_last)
      piece.bytes += "]}\n";
    return piece;
  }

private:
  std::shared_ptr<const layers::FeatureSet> m_features;
  std::size_t m_next; ///< feature
};

/// Where the pieces of a text begin, so that none has to be written to find those behind it.
struct Pieces {
  struct Piece {
    std::size_t first_feature = 0;
    std::uint64_t first_byte = 0;
  };
  std::vector<Piece> all;
  std::uint64_t text_bytes = 0;

  std::size_t bytes() const { return all.size() * sizeof(Piece); }

  /// The one that has this byte.
  const Piece& at(std::uint64_t byte) const {
    return *std::prev(std::ranges::upper_bound(all, byte, {}, &Piece::first_byte));
  }
};

/// Writes all of it once.
Pieces pieces_of(LayerText text, const std::stop_token& stop) {
  Pieces pieces;
  for (bool is_last = false; !is_last;) {
    geo::check_stop(stop);
    pieces.all.push_back({text.next_feature(), pieces.text_bytes});
    const auto piece = text.next();
    pieces.text_bytes += piece.bytes.size();
    is_last = piece.is_last;
  }
  return pieces;
}

/// A part of a text that begins in its next piece.
class TextPart {
public:
  TextPart(LayerText text, ByteRange part) : m_text(std::move(text)), m_part(part) {}

  BodyPiece next() {
    auto piece = m_text.next();
    piece.bytes.erase(0, std::exchange(m_part.first, 0));
    piece.bytes.resize(std::min<std::uint64_t>(m_part.size, piece.bytes.size()));
    m_part.size -= piece.bytes.size();
    piece.is_last = m_part.size == 0;
    return piece;
  }

private:
  LayerText m_text;
  ByteRange m_part; ///< of what is left of the text
};

/// `text`: something with next().
template <typename Text>
std::shared_ptr<BodyStream> stream_of(Text text, std::optional<std::uint64_t> length) {
  return std::make_shared<BodyStream>(BodyStream{
      .next = [text = std::move(text)]() mutable { return text.next(); }, .length = length});
}

} // namespace

Response download(const Call& call) {
  const auto layer = layer_of(*call.app.catalog.snapshot(), call.path("id"));
  const auto& request = call.request;
  Response response = fresh(request, layer->features->version);
  if (response.status != 200)
    return response;
  response.headers.emplace_back("Content-Type", "application/geo+json");
  response.headers.emplace_back("Accept-Ranges", "bytes");
  response.headers.emplace_back(
      "Content-Disposition", fmt::format("attachment; filename=\"{}.geojson\"", layer->config.id));
  LayerText text(layer->features);
  if (request.method != "GET" || !find_header(request.headers, "Range")) {
    response.stream = stream_of(std::move(text), std::nullopt);
    return response;
  }
  const auto pieces = call.app.download_pieces.get<Pieces>(
      {.text = layer->features->version, .made_of = {}},
      [&] { return pieces_of(text, request.stop); }, request.stop);
  const auto size = pieces->text_bytes;
  const auto wanted = wanted_range(request, *find_header(response.headers, "ETag"), size);
  if (wanted.kind == WantedRange::Kind::unsatisfiable)
    return unsatisfiable_range(size);
  if (wanted.kind == WantedRange::Kind::whole) {
    response.stream = stream_of(std::move(text), size);
    return response;
  }
  const auto& piece = pieces->at(wanted.part.first);
  response.status = 206;
  response.headers.emplace_back("Content-Range", content_range(wanted.part, size));
  response.stream = stream_of(TextPart(LayerText(layer->features, piece.first_feature),
                                       {wanted.part.first - piece.first_byte, wanted.part.size}),
                              wanted.part.size);
  return response;
}

} // namespace server

#include "server/api/download.hpp"

#include <algorithm>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "geo/stop.hpp"
#include "server/api/collections.hpp"
#include "server/http/byte_range.hpp"
#include "server/http/respond.hpp"

namespace server {

namespace {

constexpr std::size_t piece_bytes = 256UL * 1024;

/// The file, piece after piece.
class LayerText {
public:
  explicit LayerText(std::shared_ptr<const layers::FeatureSet> features)
      : m_features(std::move(features)) {}

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
  std::size_t m_next = 0; ///< feature
};

std::uint64_t size_of(LayerText text, const std::stop_token& stop) {
  std::uint64_t size = 0;
  for (bool is_last = false; !is_last;) {
    geo::check_stop(stop);
    const auto piece = text.next();
    size += piece.bytes.size();
    is_last = piece.is_last;
  }
  return size;
}

/// What of a text lies within a range. Passing over what stands before it costs as much as writing
/// it, but no memory.
class TextPart {
public:
  TextPart(LayerText text, ByteRange part, std::stop_token stop)
      : m_text(std::move(text)), m_part(part), m_stop(std::move(stop)) {}

  /// Never without bytes: whoever resumes does not wait for each piece that is passed over.
  BodyPiece next() {
    BodyPiece piece;
    while (piece.bytes.empty() && !piece.is_last) {
      geo::check_stop(m_stop);
      piece = cut(m_text.next());
    }
    return piece;
  }

private:
  BodyPiece cut(BodyPiece piece) {
    const auto skipped = std::min<std::uint64_t>(m_part.first, piece.bytes.size());
    piece.bytes.erase(0, skipped);
    piece.bytes.resize(std::min<std::uint64_t>(m_part.size, piece.bytes.size()));
    m_part.first -= skipped;
    m_part.size -= piece.bytes.size();
    piece.is_last = m_part.size == 0;
    return piece;
  }

  LayerText m_text;
  ByteRange m_part; ///< what is left to pass over and to send
  std::stop_token m_stop;
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
  const auto size = size_of(text, request.stop);
  const auto wanted = wanted_range(request, *find_header(response.headers, "ETag"), size);
  if (wanted.kind == WantedRange::Kind::unsatisfiable)
    return unsatisfiable_range(size);
  if (wanted.kind == WantedRange::Kind::whole) {
    response.stream = stream_of(std::move(text), size);
    return response;
  }
  response.status = 206;
  response.headers.emplace_back("Content-Range", content_range(wanted.part, size));
  response.stream =
      stream_of(TextPart(std::move(text), wanted.part, request.stop), wanted.part.size);
  return response;
}

} // namespace server

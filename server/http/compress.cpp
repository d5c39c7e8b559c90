#include "server/http/compress.hpp"

#include <algorithm>
#include <utility>

#include <brotli/encode.h>
#include <fmt/core.h>
#include <libdeflate.h>
#include <zstd.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"

namespace server {

namespace {

// Each level is the last whose next step costs more time than the bytes it saves are worth, as
// measured on tiles; docs/decisions.md has the figures.
constexpr int gzip_level = 4;
constexpr int br_quality = 5;
constexpr int zstd_level = 4;

constexpr std::size_t worth_compressing_bytes = 1024;

using GzipCompressor =
    std::unique_ptr<libdeflate_compressor, geo::ReleasedBy<&libdeflate_free_compressor>>;
using ZstdCompressor = std::unique_ptr<ZSTD_CCtx, geo::ReleasedBy<&ZSTD_freeCCtx>>;

/// Compressors keep their tables from one text to the next; a thread has its own.
template <typename Compressor>
auto* held(const Compressor& compressor) {
  if (!compressor)
    geo::fail(geo::ErrorKind::unavailable, "compression: out of memory");
  return compressor.get();
}

std::size_t write_gzip(std::string_view text, std::string& out) {
  thread_local const GzipCompressor owner(libdeflate_alloc_compressor(gzip_level));
  auto* compressor = held(owner);
  out.resize(libdeflate_gzip_compress_bound(compressor, text.size()));
  return libdeflate_gzip_compress(compressor, text.data(), text.size(), out.data(), out.size());
}

std::size_t write_br(std::string_view text, std::string& out) {
  auto size = BrotliEncoderMaxCompressedSize(text.size());
  out.resize(size);
  const bool is_written =
      BrotliEncoderCompress(br_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, text.size(),
                            reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_TRUE;
  return is_written ? size : 0;
}

std::size_t write_zstd(std::string_view text, std::string& out) {
  thread_local const ZstdCompressor owner(ZSTD_createCCtx());
  out.resize(ZSTD_compressBound(text.size()));
  const auto size =
      ZSTD_compressCCtx(held(owner), out.data(), out.size(), text.data(), text.size(), zstd_level);
  return ZSTD_isError(size) == 0 ? size : 0;
}

} // namespace

std::string_view name_of(Encoding encoding) {
  constexpr std::array<std::string_view, all_encodings.size()> names{"identity", "gzip", "br",
                                                                     "zstd"};
  return names[static_cast<std::size_t>(encoding)];
}

std::string compress(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::identity)
    return std::string(text);
  constexpr std::array writers{write_gzip, write_br, write_zstd};
  std::string out;
  const auto size = writers[static_cast<std::size_t>(encoding) - 1](text, out);
  if (size == 0) // no coding of a text is empty
    geo::fail(geo::ErrorKind::unavailable, "compression: {} failed; is there memory?",
              name_of(encoding));
  return {out.data(), size}; // the bound was far too large to be kept
}

Encoded encode(std::shared_ptr<const std::string> text, Encoding encoding) {
  if (encoding == Encoding::identity || text->size() < worth_compressing_bytes)
    return {std::move(text), Encoding::identity};
  auto compressed = compress(*text, encoding);
  if (compressed.size() >= text->size())
    return {std::move(text), Encoding::identity};
  return {std::make_shared<const std::string>(std::move(compressed)), encoding};
}

std::size_t sent_bytes(std::string_view text) {
  const auto most =
      std::max(compress(text, Encoding::gzip).size(), compress(text, Encoding::zstd).size());
  return text.size() < worth_compressing_bytes ? text.size() : std::min(most, text.size());
}

std::vector<geo::LibraryVersion> compression_versions() {
  const auto brotli = ::BrotliEncoderVersion(); // 0x1000009 is 1.0.9
  return {{"libdeflate", LIBDEFLATE_VERSION_STRING},
          {"brotli", fmt::format("{}.{}.{}", brotli >> 24, brotli >> 12 & 0xFFF, brotli & 0xFFF)},
          {"zstd", ::ZSTD_versionString()}};
}

} // namespace server

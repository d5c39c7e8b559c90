#include "layers/results/png_writer.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include <libdeflate.h>

#include "geo/error.hpp"
#include "geo/released_by.hpp"

namespace layers {

namespace {

using Bytes = std::span<const std::uint8_t>;
using Compressor =
    std::unique_ptr<libdeflate_compressor, geo::ReleasedBy<&libdeflate_free_compressor>>;

constexpr int compression_level = 1;
constexpr std::size_t pixel_bytes = 4;

/// Filter types of ISO/IEC 15948, table 9.1.
constexpr char less_the_left = 1;
constexpr char less_the_upper = 2;

void append_number(std::string& out, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0})
    out += static_cast<char>(number >> shift);
}

void append_chunk(std::string& png, std::string_view type, std::string_view data) {
  append_number(png, static_cast<std::uint32_t>(data.size()));
  const auto begin = png.size();
  png.append(type).append(data);
  append_number(png, libdeflate_crc32(0, png.data() + begin, png.size() - begin));
}

std::string header_of(std::uint32_t width, std::uint32_t height) {
  std::string header;
  append_number(header, width);
  append_number(header, height);
  header += {8, 6, 0, 0, 0}; // bits a channel, RGBA, the only compression and filter, no interlace
  return header;
}

/// The rows with their filters: of one like the row above nothing is left, of another the changes
/// from pixel to pixel.
std::string filtered(Bytes rgba, std::size_t row_bytes) {
  std::string lines(rgba.size() + rgba.size() / row_bytes, 0);
  auto* out = lines.data();
  for (std::size_t begin = 0; begin < rgba.size(); begin += row_bytes, out += row_bytes + 1) {
    const auto row = rgba.subspan(begin, row_bytes);
    if (begin > 0 && std::ranges::equal(row, rgba.subspan(begin - row_bytes, row_bytes))) {
      *out = less_the_upper;
      continue;
    }
    *out = less_the_left;
    std::copy_n(row.begin(), pixel_bytes, out + 1);
    for (std::size_t i = pixel_bytes; i < row_bytes; ++i)
      out[1 + i] = static_cast<char>(row[i] - row[i - pixel_bytes]);
  }
  return lines;
}

std::string compressed(std::string_view text) {
  thread_local const Compressor compressor(libdeflate_alloc_compressor(compression_level));
  if (!compressor)
    geo::fail(geo::ErrorKind::unavailable, "PNG: out of memory");
  std::string out(libdeflate_zlib_compress_bound(compressor.get(), text.size()), 0);
  out.resize(
      libdeflate_zlib_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

} // namespace

std::string png_of(Bytes rgba, std::uint32_t width) {
  const auto row_bytes = width * pixel_bytes;
  std::string png = "\x89PNG\r\n\x1a\n";
  append_chunk(png, "IHDR", header_of(width, static_cast<std::uint32_t>(rgba.size() / row_bytes)));
  append_chunk(png, "IDAT", compressed(filtered(rgba, row_bytes)));
  append_chunk(png, "IEND", "");
  return png;
}

} // namespace layers

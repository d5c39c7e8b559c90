#include "tests/support/gzip.hpp"

#include <memory>
#include <stdexcept>

#include <libdeflate.h>

#include "geo/released_by.hpp"

namespace support {

std::string gzip(std::string_view text) {
  const std::unique_ptr<libdeflate_compressor, geo::ReleasedBy<&libdeflate_free_compressor>>
      compressor(libdeflate_alloc_compressor(1));
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), text.size()), '\0');
  out.resize(
      libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

std::string gunzip(std::string_view member) {
  const std::unique_ptr<libdeflate_decompressor, geo::ReleasedBy<&libdeflate_free_decompressor>>
      decompressor(libdeflate_alloc_decompressor());
  std::string out(1024, '\0');
  std::size_t size = 0;
  auto result = LIBDEFLATE_INSUFFICIENT_SPACE;
  while (result == LIBDEFLATE_INSUFFICIENT_SPACE) {
    out.resize(out.size() * 4);
    result = libdeflate_gzip_decompress(decompressor.get(), member.data(), member.size(),
                                        out.data(), out.size(), &size);
  }
  if (result != LIBDEFLATE_SUCCESS)
    throw std::runtime_error("not a gzip member");
  out.resize(size);
  return out;
}

} // namespace support

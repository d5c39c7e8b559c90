#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <brotli/decode.h>
#include <libdeflate.h>
#include <zstd.h>

#include "server/http/compress.hpp"

namespace support {

/// The text of `size` bytes that was compressed, by the libraries' own decoders; throws
/// std::runtime_error when it is not that.
inline std::string decompress(std::string_view bytes, server::Encoding encoding, std::size_t size) {
  std::string out(size + 1, '\0'); // one more: what is too long is seen
  std::size_t got = out.size();
  bool is_whole = true;
  switch (encoding) {
  case server::Encoding::identity:
    return std::string(bytes);
  case server::Encoding::gzip: {
    auto* decoder = libdeflate_alloc_decompressor();
    is_whole = libdeflate_gzip_decompress(decoder, bytes.data(), bytes.size(), out.data(),
                                          out.size(), &got) == LIBDEFLATE_SUCCESS;
    libdeflate_free_decompressor(decoder);
    break;
  }
  case server::Encoding::br:
    is_whole = BrotliDecoderDecompress(
                   bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &got,
                   reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_DECODER_RESULT_SUCCESS;
    break;
  case server::Encoding::zstd:
    got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    is_whole = ZSTD_isError(got) == 0;
    break;
  }
  if (!is_whole || got != size)
    throw std::runtime_error("these bytes do not hold the text");
  out.resize(size);
  return out;
}

} // namespace support

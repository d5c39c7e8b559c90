#include "layers/tilesets/content_index.hpp"

#include <xxhash.h>

namespace layers {

ContentKey content_key(std::string_view bytes) {
  const auto hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

} // namespace layers

#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace layers {

/// An image as PNG (ISO/IEC 15948) of eight bits a channel: `rgba` has four bytes a pixel, row by
/// row from the top, `width` pixels each; transparency is not premultiplied. Made for images in
/// which many rows and pixels are like their neighbours. Any thread. Throws unavailable when there
/// is no memory.
std::string png_of(std::span<const std::uint8_t> rgba, std::uint32_t width);

} // namespace layers

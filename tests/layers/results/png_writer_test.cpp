#include "layers/results/png_writer.hpp"

#include <random>

#include <gtest/gtest.h>

#include "tests/support/gdal_image.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;

/// What a PNG shows, four bytes a pixel.
Bytes decoded(const std::string& png) {
  support::GdalImage image(png);
  Bytes rgba;
  std::vector<std::vector<std::int32_t>> bands;
  for (int number = 1; number <= image.dataset().GetRasterCount(); ++number)
    bands.push_back(image.band(number));
  for (std::size_t pixel = 0; pixel < bands.front().size(); ++pixel)
    for (const auto& band : bands)
      rgba.push_back(static_cast<std::uint8_t>(band[pixel]));
  return rgba;
}

/// Rows of random pixels, each `repeated` times, that may begin like the row above.
Bytes random_rows(std::size_t width, std::size_t height, std::size_t repeated) {
  std::mt19937 random(1);
  Bytes rgba;
  for (std::size_t row = 0; row < height; ++row)
    for (std::size_t i = 0; i < width * 4; ++i) {
      const bool is_same = row % repeated != 0 || (row > 0 && i < width);
      rgba.push_back(is_same ? rgba[rgba.size() - width * 4] : static_cast<std::uint8_t>(random()));
    }
  return rgba;
}

TEST(PngWriter, EveryPixelIsReadBackAsItWas) {
  for (const std::size_t width : {1UL, 3UL, 256UL})
    for (const std::size_t repeated : {1UL, 4UL}) {
      const auto rgba = random_rows(width, 32, repeated);
      const auto png = layers::png_of(rgba, static_cast<std::uint32_t>(width));
      EXPECT_EQ(decoded(png), rgba) << width << " pixels, rows " << repeated << " times";
    }
}

TEST(PngWriter, AnImageHasItsWidthAndHeight) {
  support::GdalImage image(layers::png_of(Bytes(4 * 7 * 3), 7));
  EXPECT_EQ(image.dataset().GetRasterXSize(), 7);
  EXPECT_EQ(image.dataset().GetRasterYSize(), 3);
  EXPECT_EQ(image.dataset().GetRasterCount(), 4);
}

TEST(PngWriter, WhatIsAlikeTakesNoRoom) {
  // DEFLATE repeats 258 bytes at most at once, at a bit or more each for length and distance.
  constexpr std::size_t bytes = std::size_t{4} * 256 * 256;
  EXPECT_LT(layers::png_of(Bytes(bytes), 256).size(), bytes / 258);
  const auto once = layers::png_of(random_rows(256, 16, 1), 256).size();
  const auto repeated = layers::png_of(random_rows(256, 256, 16), 256).size();
  EXPECT_LT(repeated, once * 5 / 4);
}

} // namespace

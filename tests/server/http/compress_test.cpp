#include "server/http/compress.hpp"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/decompress.hpp"

namespace {

using server::Encoding;

std::string noise(std::size_t bytes) {
  std::mt19937 random(1);
  std::string text(bytes, '\0');
  for (auto& c : text)
    c = static_cast<char>(random());
  return text;
}

TEST(Compress, EveryEncodingGivesTheTextBack) {
  for (const auto& text : {std::string(), std::string("a"), std::string(1'000'000, 'x'), noise(1),
                           noise(1023), noise(300'000)})
    for (const auto encoding : server::all_encodings) {
      const auto bytes = server::compress(text, encoding);
      EXPECT_EQ(support::decompress(bytes, encoding, text.size()), text)
          << name_of(encoding) << " of " << text.size();
    }
}

TEST(Compress, WhatRepeatsItselfBecomesShort) {
  const std::string text(100'000, 'x');
  for (const auto encoding : {Encoding::gzip, Encoding::br, Encoding::zstd}) {
    const auto bytes = server::compress(text, encoding);
    EXPECT_LT(bytes.size(), 500U) << name_of(encoding);
    EXPECT_LT(bytes.capacity(), 1000U) << name_of(encoding); // it may be kept for long
  }
}

TEST(Compress, AShortTextStaysAsItIs) {
  const auto text = std::make_shared<const std::string>(1023, 'x');
  const auto encoded = server::encode(text, Encoding::br);
  EXPECT_EQ(encoded.encoding, Encoding::identity);
  EXPECT_EQ(encoded.body, text); // not a copy
  EXPECT_EQ(server::encode(std::make_shared<const std::string>(1024, 'x'), Encoding::br).encoding,
            Encoding::br);
}

} // namespace

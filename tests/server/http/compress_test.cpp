#include "server/http/compress.hpp"

#include <algorithm>
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

TEST(Compress, WhatGetsNoShorterStaysAsItIs) {
  const auto text = std::make_shared<const std::string>(noise(100'000));
  for (const auto encoding : server::all_encodings)
    EXPECT_EQ(server::encode(text, encoding).body, text) << name_of(encoding);
}

TEST(Compress, SentBytesAreTheMostThatAnyEncodingMakes) {
  for (const auto& text : {std::string(1023, 'x'), std::string(100'000, 'x'), noise(100'000),
                           noise(50'000) + std::string(50'000, 'x')}) {
    std::size_t most = 0;
    const auto shared = std::make_shared<const std::string>(text);
    for (const auto encoding : {Encoding::gzip, Encoding::br, Encoding::zstd})
      most = std::max(most, server::encode(shared, encoding).body->size());
    EXPECT_EQ(server::sent_bytes(text), most) << text.size();
  }
}

} // namespace

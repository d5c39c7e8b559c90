#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "layers/text/range.hpp"
#include "layers/text/translation.hpp"

namespace layers {

/// One parameter of a question: what is to be known of it to read it, to refuse what is wrong, and
/// to offer and explain it. A value, to be walked by whoever writes options, documents or schemas.
struct Parameter {
  enum class Type : std::uint8_t {
    number,
    whole, ///< a whole number
    word,  ///< one of `words`
    flag,  ///< the words false and true
    text   ///< as `form` shows it
  };
  std::string name; ///< "limits_s"
  Type type = Type::text;
  Range legal = {};                    ///< of a number
  std::vector<std::string> words = {}; ///< the legal ones; of a text those there are, or none
  std::size_t most_values = 1;         ///< how many may be given; unlimited: any number
  char separator = 0;                  ///< between values in one text; 0: each is given by itself
  std::string form = {};               ///< of a value, for people: "M", "LON,LAT[,TURNOUT_S]"
  std::string otherwise = {}; ///< what counts where it is not given; empty: `text` says what does
  std::string example;
  Text text; ///< what it is for, in Vietnamese ("vi") and English ("en"), without a full stop

  static constexpr std::size_t unlimited = SIZE_MAX;
  bool is_list() const { return most_values > 1; }
};

/// "5 to 1000", "as_zones, open", "LON,LAT; at most 100": what may be given.
std::string legal_text(const Parameter& parameter);

} // namespace layers

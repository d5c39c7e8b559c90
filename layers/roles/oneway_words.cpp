#include "layers/roles/oneway_words.hpp"

#include <array>

#include "geo/number_text.hpp"
#include "layers/roles/number_convention.hpp"
#include "layers/roles/words.hpp"
#include "layers/text/folded_text.hpp"
#include "layers/text/plain_text.hpp"

namespace layers {

namespace {

/// Single letters of databases: a small t or f is true or false, the capitals are directions.
std::optional<OneWay> by_letter(std::string_view text) {
  if (text == "F" || text == "t")
    return OneWay::forward;
  if (text == "T")
    return OneWay::backward;
  if (text == "f")
    return OneWay::no;
  return std::nullopt;
}

std::optional<OneWay> by_number(std::string_view text) {
  const auto number = geo::parse_number<double>(text);
  if (number == 1.0)
    return OneWay::forward;
  if (number == -1.0)
    return OneWay::backward;
  return number == 0.0 ? std::optional(OneWay::no) : std::nullopt;
}

constexpr std::array directions{
    Meaning{"yes|true|y|ft|one way|oneway|forward|with|along|positive|from to|digitizing "
            "direction|in digitised direction|in digitized direction|"
            "one way digitizing direction|one way forward|in direction|with digitizing direction|"
            "fwd|1 way|one way street|one way road|có|một chiều|1 chiều|đường một chiều|"
            "đường 1 chiều|xuôi chiều|xuôi|thuận chiều|thuận|đúng|да|одностороннее движение|"
            "односторон*|прямое|вперед|ja|wahr|einbahn|einbahnstraße|einbahnstrasse|hin|h|"
            "in richtung|sens direct|direct|sens unique|oui|med",
            1},
    Meaning{"reverse|tf|backward|backwards|against|negative|to from|"
            "in opposite direction|one way against digitizing direction|against digitizing "
            "direction|one way backward|"
            "one way reverse|opposite|opposite direction|rev|bwd|ngược chiều|một chiều ngược|"
            "1 chiều ngược|ngược|"
            "обратное|обратн*|встречн*|назад|gegen|g|gegenrichtung|entgegen|"
            "einbahn gegenrichtung|sens inverse|inverse|mot",
            -1},
    Meaning{"no|false|n|b|both|both ways|both directions|two way|twoway|two ways|bidirectional|"
            "reversible|alternating|2 way|2 ways|both way|bothways|two way street|two way road|"
            "bi directional|two directions|không|hai chiều|2 chiều|đường hai chiều|đường 2 chiều|"
            "hai hướng|2 hướng|нет|двусторон*|двухсторон*|"
            "в обе стороны|nein|falsch|beide|beidseitig|beide richtungen|beidrichtung|zweirichtung|"
            "gegenverkehr|double sens|double|non|nei|nej|begge|båda",
            0}};

} // namespace

std::optional<OneWay> oneway_of(std::string_view as_written) {
  const auto plain = plain_text(as_written);
  const auto text = without_blanks(plain);
  if (const auto letter = by_letter(text))
    return letter;
  if (const auto number = by_number(text))
    return number;
  if (text.find_first_of(";|") != std::string_view::npos)
    return std::nullopt; // "yes;no"
  const auto* found = find_meaning(directions, folded(text));
  if (!found)
    found = find_meaning(directions, spaced_words(text));
  if (!found)
    return std::nullopt;
  return found->number > 0 ? OneWay::forward : found->number < 0 ? OneWay::backward : OneWay::no;
}

} // namespace layers

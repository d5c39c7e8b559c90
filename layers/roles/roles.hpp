// layers/roles: what roles attributes can play and what a value of one says, in the words of many
// sources; knows no layer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "layers/roles/number_convention.hpp"

namespace layers {

/// What the values of a role are.
enum class RoleHolds : std::uint8_t {
  text,       ///< whatever stands there
  time,       ///< see is_time(); only shown
  count,      ///< people, weight: a number; who counts takes negative ones for 0
  severity,   ///< 1 to 5, see severity_of()
  duration,   ///< seconds, see duration_s()
  crossing,   ///< seconds of a ferry, see crossing_s()
  speed,      ///< km/h, see speed_km_h_of()
  oneway,     ///< see oneway_of()
  area_class, ///< 1 to 4, see area_class_of()
  tonnes,     ///< that may pass, see weight_t_of()
  metres,     ///< that may pass, see length_m_of()
  road_class,
};

struct Role {
  std::string_view name; ///< "turnout_s"
  RoleHolds holds = RoleHolds::text;
  std::string_view otherwise; ///< what becomes of a value that is not understood
  std::string_view legal;     ///< what is understood, for messages
};

/// All of them, in the order of docs/configuration.md.
std::span<const Role> all_roles();
/// Null: there is no such role.
const Role* find_role(std::string_view name);
/// Whether values of it are understood as numbers; others are texts for whom it concerns.
bool holds_numbers(const Role& role);

/// How the values of one attribute are to be read.
struct ValueReading {
  NumberConvention numbers;
  double unit = 1; ///< of numbers without one: 60 for minutes, 1.609344 for miles an hour
  bool has_ft_and_tf = false;    ///< TomTom's one-way words, whose "N" is closed and not "no"
  bool has_only_t_and_f = false; ///< one-way: "T" and "F" are true and false, not to and from
};

/// What a plain number of the attribute counts, as its name says: "turnout_min" minutes,
/// "speed_mph" miles an hour, "max_height_ft" feet; else 1.
double unit_in_name(const Role& role, std::string_view attribute);
/// The unit's name: "minutes"; empty: the name says none.
std::string_view unit_named(const Role& role, std::string_view attribute);

/// Whether an attribute's name says that it counts seconds: "turnout_s".
bool names_seconds(std::string_view attribute);

/// Whether the text says that there is no value: "", "-", "n/a", "unknown", "không rõ".
bool is_no_data(std::string_view text);

/// A text's meaning: as RoleHolds says, of one-way streets 1, -1 or 0. nullopt: not understood, as
/// everything is of roles that hold no numbers.
std::optional<double> number_of_text(const Role& role, std::string_view text,
                                     const ValueReading& reading);
/// The same of what is a number already.
std::optional<double> number_of_number(const Role& role, double number,
                                       const ValueReading& reading);

} // namespace layers

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "geo/error.hpp"
#include "layers/requests/param_reader.hpp"

namespace layers {

using Values = std::vector<std::string>;

/// A row of a question's table: a parameter, and how its values (one or more) get into the request.
/// `put` throws geo::Error for what is not legal.
template <typename Request>
struct ParameterRow {
  Parameter parameter;
  std::function<void(Request&, const Parameter&, const Values&)> put;
};

template <typename Request>
using ParameterTable = std::vector<ParameterRow<Request>>;

// The makers of rows take a member of a request: a pointer to it, or a function that gives it.
// Where that is no std::optional, what it holds in `base` is the parameter's default.

template <typename Request, typename Member>
ParameterRow<Request> number_row(Parameter parameter, Member member, Request base) {
  parameter.type = Parameter::Type::number;
  if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(std::invoke(member, base))>>)
    parameter.otherwise = fmt::to_string(std::invoke(member, base));
  return {std::move(parameter),
          [member](Request& request, const Parameter& row, const Values& values) {
            std::invoke(member, request) = number_of(row, values.front());
          }};
}

template <typename Request, typename Member>
ParameterRow<Request> whole_row(Parameter parameter, Member member, Request base) {
  using Whole = std::remove_cvref_t<decltype(std::invoke(member, base))>;
  parameter.type = Parameter::Type::whole;
  parameter.otherwise = fmt::to_string(std::invoke(member, base));
  return {std::move(parameter),
          [member](Request& request, const Parameter& row, const Values& values) {
            std::invoke(member, request) = static_cast<Whole>(whole_of(row, values.front()));
          }};
}

/// Of an enum whose members, or a bool whose states, are the words in their order.
template <typename Request, typename Member>
ParameterRow<Request> word_row(Parameter parameter, Member member, Request base) {
  using Word = std::remove_cvref_t<decltype(std::invoke(member, base))>;
  if (parameter.type != Parameter::Type::flag)
    parameter.type = Parameter::Type::word;
  parameter.otherwise = parameter.words.at(static_cast<std::size_t>(std::invoke(member, base)));
  return {std::move(parameter),
          [member](Request& request, const Parameter& row, const Values& values) {
            std::invoke(member, request) = static_cast<Word>(word_of(row, values.front()));
          }};
}

template <typename Request>
ParameterRow<Request> text_row(Parameter parameter, std::string Request::*member) {
  return {std::move(parameter), [member](Request& request, const Parameter&, const Values& values) {
            request.*member = values.front();
          }};
}

/// Several texts, each of which `parse` turns into what is kept, or refuses.
template <typename Request, typename Member, typename Parse>
ParameterRow<Request> list_row(Parameter parameter, Member member, Parse parse) {
  return {std::move(parameter), [=](Request& request, const Parameter&, const Values& values) {
            for (const auto& value : values)
              std::invoke(member, request).push_back(parse(value));
          }};
}

template <typename Request>
std::vector<Parameter> parameters_in(const ParameterTable<Request>& table) {
  std::vector<Parameter> parameters;
  for (const auto& row : table)
    parameters.push_back(row.parameter);
  return parameters;
}

/// `request` with what the parameters say. Throws as geo::Error with the parameter, its value and
/// what is legal.
template <typename Request>
Request read_params(const ParameterTable<Request>& table, const Params& params, Request request) {
  std::vector<std::string> known;
  for (const auto& row : table)
    known.push_back(row.parameter.name);
  check_names(params, known);
  for (const auto& [parameter, put] : table) {
    try {
      if (const auto values = values_of(parameter, params); !values.empty())
        put(request, parameter, values);
    } catch (const geo::Error& error) {
      geo::fail(error.kind(), "parameter {}: {}", parameter.name, error.what());
    }
  }
  return request;
}

} // namespace layers

using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Hven.Platform.Storage;

namespace Hven.Server.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    public static Option<string> Data() => new("--data")
    {
        Description = "The data directory.",
        DefaultValueFactory = _ => "data",
    };

    /// <summary>A whole number within bounds. Its own parser, because a validator that asks for the value of a malformed one ends the process.</summary>
    public static Option<T> Number<T>(string name, string description, T least, T most, T? otherwise = null)
        where T : struct, IBinaryInteger<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = otherwise is { } value ? _ => value : null,
            CustomParser = result =>
            {
                string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a whole number from {least} to {most}."));
                return default;
            },
        };

    public static Option<string> Name(string name, string description)
    {
        Option<string> option = new(name) { Description = description, Required = true };
        option.Validators.Add(result =>
        {
            string value = result.GetValueOrDefault<string>() ?? "";
            if (!DataDirectory.IsName(value))
            {
                result.AddError($"{name} '{value}' is not a name: use a lower-case letter, then at most 62 lower-case letters, digits or underscores.");
            }
            else if (value is "mydb" or "tap_schema" or "tap_upload")
            {
                result.AddError($"{name} '{value}' is not free: queries mean something else by it.");
            }
        });
        return option;
    }
}

using System.CommandLine;
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
        });
        return option;
    }
}

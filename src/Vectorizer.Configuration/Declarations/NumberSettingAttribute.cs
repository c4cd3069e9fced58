using System.Globalization;
using System.Text.Json.Nodes;

namespace Vectorizer.Configuration.Declarations;

/// <summary>A whole number within a range.</summary>
/// <param name="min">The least that is accepted.</param>
/// <param name="max">The most that is accepted.</param>
public sealed class NumberSettingAttribute(long min, long max) : SettingAttribute
{
    /// <summary>The least that is accepted.</summary>
    public long Min { get; } = min;

    /// <summary>The most that is accepted.</summary>
    public long Max { get; } = max;

    /// <summary>What is counted; null for a bare number.</summary>
    public string? Unit { get; set; }

    /// <inheritdoc/>
    public override string Type => "whole number";

    /// <inheritdoc/>
    public override string Allowed => $"within {Min}..{Max}{(Unit is null ? "" : " " + Unit)}";

    /// <inheritdoc/>
    public override bool Accepts(string text) => Parse(text) is long number && number >= Min && number <= Max;

    /// <inheritdoc/>
    public override string Shown(string text) => Parse(text) is null ? base.Shown(text) : text;

    /// <inheritdoc/>
    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = Min, ["maximum"] = Max };

    // Digits and a sign only: the binder behind this would also take '0x10' and '#10'.
    private static long? Parse(string text)
        => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}

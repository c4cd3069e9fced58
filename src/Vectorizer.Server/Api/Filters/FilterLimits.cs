namespace Vectorizer.Server.Api.Filters;

/// <summary>What a filter of one request may be, as <c>limits</c> in the settings of this node say.</summary>
/// <param name="Depth">Filters within filters, the outermost included.</param>
/// <param name="Conditions">Conditions, those that hold further ones included.</param>
internal readonly record struct FilterLimits(int Depth, int Conditions);

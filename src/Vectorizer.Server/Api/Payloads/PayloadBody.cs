using Vectorizer.Abstractions.Payloads;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Payloads;

/// <summary>What the body of a payload operation says.</summary>
/// <param name="Points">The points.</param>
/// <param name="Change">What becomes of their payloads.</param>
internal sealed record PayloadBody(PointSelection Points, PayloadChange Change);

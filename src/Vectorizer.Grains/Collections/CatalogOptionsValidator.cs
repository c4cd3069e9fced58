using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Grains.Hosting;

namespace Vectorizer.Grains.Collections;

/// <summary>Refuses a start with options outside their ranges.</summary>
internal sealed class CatalogOptionsValidator(IOptions<CatalogOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
        => OptionRange.Check("CatalogOptions.MaxCollections", options.Value.MaxCollections, 1, CollectionRules.MaxCollections);
}

import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createRoot } from 'react-dom/client';
import './explorer.css';

const QUERY = `# 知数 Assent: the catalogue is public.
{
  catalogue {
    version
    categories { code nameZh nameEn items { code nameZh level } }
  }
}
`;

createRoot(document.getElementById('graphiql')!).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url: '/graphql' })}
    defaultQuery={QUERY}
    shouldPersistHeaders={false}
  />,
);
